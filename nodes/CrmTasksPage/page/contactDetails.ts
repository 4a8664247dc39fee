import { normaliseAddress } from '../../../engine/records/emailAddress';
import type { AccountToReach, PersonToReach, PostalAddress, Reach, TaskCard } from '../../../engine/tasks/TaskCard';
import { html, type Html } from '../../shared/page/html';
import { MAIL, PHONE } from './pictures';
import type { PageTexts } from './texts/PageTexts';

/** Whom a task is about, and every way to reach them with one tap. */
export function contactDetails({ person, account }: TaskCard, texts: PageTexts): Html {
	if (person === null && account === null) return html``;
	const name = person?.name ?? account?.name ?? null;
	const company = person === null ? null : (account?.name ?? person.company);
	const about = [person?.title ?? null, company].filter((text) => text !== null);
	const address = addressOf(person, account);
	return html`<div class="who">
${name === null ? '' : html`<p class="name"><bdi>${name}</bdi></p>`}
${about.length === 0 ? '' : html`<p class="quiet">${about.map((text, index) => html`${index === 0 ? '' : ' · '}<bdi>${text}</bdi>`)}</p>`}
${address === null ? '' : html`<p class="quiet"><bdi>${address}</bdi></p>`}
</div>
${ways(person, account, texts)}`;
}

function ways(person: PersonToReach | null, account: AccountToReach | null, texts: PageTexts): Html {
	const ofPerson = person === null ? [] : waysTo(person, null, texts);
	// The switchboard of a contact's account is another way to the same person.
	const known = new Set([person?.phone, person?.mobile].map(dialled));
	const ofAccount = account === null ? [] : person === null ? waysTo(account, null, texts) : account.phone !== null && !known.has(dialled(account.phone)) ? [call(account.phone, account.name ?? texts.telephone)] : [];
	const all = [...ofPerson, ...ofAccount];
	return all.length === 0 ? html`` : html`<ul class="ways">${all.map((way) => html`<li>${way}</li>`)}</ul>`;
}

function waysTo({ phone, mobile, email, doNotEmail }: Reach, label: string | null, texts: PageTexts): Html[] {
	return [
		...(mobile === null ? [] : [call(mobile, label ?? texts.mobile)]),
		...(phone === null ? [] : [call(phone, label ?? texts.telephone)]),
		...(email === null ? [] : [mail(email, doNotEmail, texts)]),
	];
}

function call(number: string, label: string): Html {
	const inside = html`${PHONE}<span><span class="label">${label}</span><bdi>${number}</bdi></span>`;
	const digits = dialled(number);
	return digits === null ? html`<span class="way">${inside}</span>` : html`<a class="way" href="tel:${digits}">${inside}</a>`;
}

/** A personal mail is the salesperson's own decision; that the person said no has to be seen before. */
function mail(address: string, doNotEmail: boolean, texts: PageTexts): Html {
	const inside = html`${MAIL}<span><span class="label">${texts.email}${doNotEmail ? html` · <b class="no">${texts.noEmail}</b>` : ''}</span><bdi>${breakable(address)}</bdi></span>`;
	return doNotEmail || normaliseAddress(address) === null ? html`<span class="way">${inside}</span>` : html`<a class="way" href="mailto:${encodeURIComponent(address.trim()).replaceAll('%40', '@')}">${inside}</a>`;
}

/** Broken, where it must be, behind the @. */
function breakable(address: string): Html {
	const at = address.indexOf('@') + 1;
	return html`${address.slice(0, at)}<wbr>${address.slice(at)}`;
}

/** What a telephone dials: up to an extension in words; null where there are no digits. */
function dialled(number: string | null | undefined): string | null {
	const digits = /^[^a-z]*/i.exec((number ?? '').replace(/\(0\)/g, ''))?.[0].replace(/(?!^\s*\+)[^\d]/g, '').trim() ?? '';
	return /\d/.test(digits) ? digits : null;
}

function addressOf(person: PersonToReach | null, account: AccountToReach | null): string | null {
	return (person === null ? null : inOneLine(person.address)) ?? (account === null ? null : inOneLine(account.address));
}

function inOneLine({ street, postalCode, city, region, country }: PostalAddress): string | null {
	const town = [postalCode, city].filter((part) => part !== null).join(' ');
	const parts = [street, town === '' ? null : town, region === city ? null : region, country].filter((part) => part !== null);
	return parts.length === 0 ? null : parts.join(', ');
}
