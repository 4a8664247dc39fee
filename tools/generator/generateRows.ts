import type { GeneratedAccount, GeneratedContact, GeneratedLead, GeneratedUser } from './rows';
import type { World } from './World';

/** The salespeople, in order. */
export function* generateUsers(world: World): Generator<GeneratedUser> {
	for (let index = 0; index < world.users; index += 1) yield world.userAt(index);
}

/** All accounts, in order; one at a time, so that their number costs no memory. */
export function* generateAccounts(world: World): Generator<GeneratedAccount> {
	for (let index = 0; index < world.sizes.accounts; index += 1) yield world.accountAt(index);
}

/** All contacts, in order: some 300,000 a second. */
export function* generateContacts(world: World): Generator<GeneratedContact> {
	for (let index = 0; index < world.sizes.contacts; index += 1) yield world.contactAt(index);
}

/** All leads, in order. */
export function* generateLeads(world: World): Generator<GeneratedLead> {
	for (let index = 0; index < world.sizes.leads; index += 1) yield world.leadAt(index);
}
