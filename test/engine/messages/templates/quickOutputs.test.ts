import * as fc from 'fast-check';
import { htmlEngine, textEngine } from '../../../../engine/messages/templates/liquidEngines';
import { withQuickOutputs } from '../../../../engine/messages/templates/quickOutputs';

const SOURCE = 'a{{ recipient.name }}{{ recipient.custom.x }}{{- account.name -}} b {% if true %}{{ recipient.name }}{% endif %}{{ recipient.name.size }}';

/** Objects that can be written as text: without a prototype, or with a key such as toString, they cannot, by Liquid itself neither. */
const object = fc.dictionary(fc.stringMatching(/^x\w{0,5}$/), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxKeys: 3, noNullPrototype: true });

const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.array(fc.string(), { maxLength: 3 }), object);

describe('The quick way of writing plain fields', () => {
	test.each([['HTML', htmlEngine], ['plain text', textEngine]] as const)('writes in %s what Liquid itself would write', (_name, engine) => {
		const templates = engine.liquid.parse(SOURCE);
		const quick = withQuickOutputs(templates, engine.write);
		expect(quick.filter((template, i) => template !== templates[i]).length).toBeGreaterThanOrEqual(5);
		fc.assert(
			fc.property(value, value, value, (name, custom, account) => {
				const context = { recipient: { name, custom: { x: custom } }, account: { name: account } };
				expect(engine.liquid.renderSync(quick, { ...context })).toBe(engine.liquid.renderSync(templates, { ...context }));
			}),
		);
	});

	test.each([undefined, null, {}, { recipient: null }, { recipient: 'x' }, { recipient: {} }])('writes nothing where the context is %j', (context) => {
		const quick = withQuickOutputs(htmlEngine.liquid.parse('[{{ recipient.constructor }}{{ recipient.name }}]'), htmlEngine.write);
		expect(htmlEngine.liquid.renderSync(quick, context ?? undefined)).toBe('[]');
	});
});
