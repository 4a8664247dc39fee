import { itemsOf } from '../harness';
import { startSendGrid } from '../simulators/sendgrid/sendGridSimulator';
import { TEST_KEY } from '../simulators/sendgrid/SendGridRules';
import { parametersOf, shipped as shippedWorkflow, Shipped } from './Shipped';

const EMAIL = 'Ada@Example.com';

describe('27: forget a person', () => {
	let shipped: Shipped;
	beforeEach(async () => {
		shipped = await Shipped.create();
		await shipped.create('contact', { name: 'Ada', email: 'ada@example.com', phone: '555 1' });
		await shipped.create('lead', { name: 'Ada L.', email: 'ada@example.com' });
		await shipped.create('contact', { name: 'Ben', email: 'ben@example.com' });
	});
	afterEach(async () => {
		await shipped.close();
	});

	const ask = async () => (await shipped.run('27-forget-a-person', { startNode: 'Ask whom', inputItems: itemsOf({ Email: EMAIL }) })).expect('waiting');
	const people = async () => [...(await shipped.all('contact')), ...(await shipped.all('lead'))].map(({ name }) => name).sort();

	test('X-05 shows what would go, and changes nothing until somebody says yes', async () => {
		const asked = await ask();
		expect(asked.json('Look what would go')).toMatchObject([{ dryRun: true, records: expect.arrayContaining([expect.objectContaining({ kind: 'contact', name: 'Ada' })]) }]);
		expect(await people()).toEqual(['Ada', 'Ada L.', 'Ben']);
		const refused = await shipped.answer(asked, 'No, change nothing');
		expect(Object.keys(refused.nodes)).not.toContain('Forget the person');
		expect(await shipped.lastPage(refused)).toMatchObject({ title: 'Nothing was changed' });
		expect(await people()).toEqual(['Ada', 'Ada L.', 'Ben']);
	});

	test('X-05 where nobody answers the question within the hour nothing is changed; the form asks who opens it to sign in', async () => {
		const late = await shipped.timeOut(await ask());
		expect(Object.keys(late.nodes)).not.toContain('Forget the person');
		expect(await shipped.lastPage(late)).toMatchObject({ title: 'Nothing was changed' });
		expect(await people()).toEqual(['Ada', 'Ada L.', 'Ben']);
		expect(parametersOf(shippedWorkflow('27-forget-a-person'), 'Ask whom')).toMatchObject({ authentication: 'basicAuth' });
	});

	test('X-05 after a yes the person is gone, the last page says where data may remain, and an import does not bring the person back', async () => {
		const done = await shipped.answer(await ask(), 'Yes, forget');
		expect(await shipped.lastPage(done)).toMatchObject({ title: 'Forgotten', message: expect.stringContaining('n8n') });
		expect(await people()).toEqual(['Ben']);
		const again = await shipped.import('Contacts', { name: 'back.csv', content: 'Name,Email\nAda,ada@example.com\n' });
		expect(again.json('Import the rows')).toMatchObject([{ created: 0, refused: 1 }]);
		expect(await people()).toEqual(['Ben']);
	});

	test('X-05 with a service\'s credential chosen, the service is asked to erase the person too', async () => {
		const sendGrid = await startSendGrid();
		const crmSendGridApi = { apiKey: TEST_KEY, region: 'global', subuser: '', verificationKey: '', baseUrl: sendGrid.url };
		const asked = (await shipped.run('27-forget-a-person', { startNode: 'Ask whom', inputItems: itemsOf({ Email: EMAIL }), credentials: { crmSendGridApi } })).expect('waiting');
		const done = await shipped.answer(asked, 'Yes, forget');
		expect(await shipped.lastPage(done)).toMatchObject({ title: 'Forgotten', message: expect.stringContaining('SendGrid') });
		expect(sendGrid.suppressions.erased).toEqual(['ada@example.com']);
		await sendGrid.stop();
	});
});
