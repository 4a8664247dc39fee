import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { readReport } from '../../../engine/reports/readReport';
import type { OperationCall, OperationOutcome } from '../../shared/NodeOperation';
import { PAGE_LANGUAGES, type PageLanguage } from '../../shared/page/language';
import { objectOf, textOf, textParameter } from '../../shared/parameters';
import { drawChart } from '../page/drawing';
import { Formats } from '../page/Formats';
import type { Page } from '../page/Page';
import { reportPage } from '../page/reportPage';
import { summaryOf } from '../page/summary';
import { ENGLISH } from '../page/texts/english';
import { ITALIAN } from '../page/texts/italian';
import type { ReportTexts } from '../page/texts/ReportTexts';
import { SPANISH } from '../page/texts/spanish';
import { titleOf } from '../page/titles';
import { funnelItem } from './reportItems';
import { readMachineOpens, readScope, scopeOptions } from './scope';
import { tellKeyNumbers } from './tellKeyNumbers';

const TEXTS: Readonly<Record<PageLanguage, ReportTexts>> = { en: ENGLISH, es: SPANISH, it: ITALIAN };

const show = { operation: ['createPage'] };

/** The page's own options among those of every operation, in the order of their names. */
const PAGE_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: '',
		placeholder: 'e.g. EUR',
		description: 'What the amounts of opportunities are in, as a code of three letters; empty: amounts without a currency',
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. report.html',
		description: 'Empty: named after the campaign and the day',
	},
	{
		displayName: 'HTML as Field',
		name: 'htmlField',
		type: 'boolean',
		default: false,
		description: 'Whether to put the page into the field "html" of the item too',
	},
	...scopeOptions,
	{
		displayName: 'Region',
		name: 'region',
		type: 'string',
		default: '',
		placeholder: 'e.g. es-MX',
		description: 'How numbers and dates are written, as language and country; empty: as in Britain, Spain, Italy',
	},
];

export const description: INodeProperties[] = [
	{
		displayName: 'Language',
		name: 'language',
		type: 'options',
		options: [
			{ name: 'English', value: 'en' },
			{ name: 'Italian', value: 'it' },
			{ name: 'Spanish', value: 'es' },
		],
		default: 'en',
		description: 'What the page is written in',
		displayOptions: { show },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		requiresDataPath: 'single',
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: PAGE_OPTIONS.sort((one, other) => one.displayName.localeCompare(other.displayName)),
		displayOptions: { show },
	},
];

/** the report as a page, a file that is looked at, mailed or printed. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, index } = call;
	const options = objectOf(context.getNodeParameter('options', index, {}));
	const language = readLanguage(call);
	const scope = readScope(call);
	const formats = new Formats({ language, region: textOf(options['region']) ?? '', currency: textOf(options['currency']) ?? '', timeZone: scope.timeZone });
	const report = await call.store.run(readReport, scope);
	const page: Page = { report, texts: TEXTS[language], formats, machineOpens: readMachineOpens(call), draw: drawChart };
	const text = reportPage(page, language);
	const { title, period } = titleOf(page);
	const fileName = textOf(options['fileName']) ?? fileNameOf(title, report.madeAt);
	const file = await context.helpers.prepareBinaryData(Buffer.from(text), fileName, 'text/html');
	tellKeyNumbers(call, report);
	const json: IDataObject = {
		title: `${page.texts.report}: ${title}`,
		period,
		summary: summaryOf(page),
		fileName,
		...funnelItem(report, page.machineOpens),
		...(options['htmlField'] === true ? { html: text } : {}),
	};
	return { outputs: [[{ json, binary: { [textParameter(context, 'binaryField', index) || 'data']: file } }]], did: 'created' };
}

function readLanguage({ context, index }: OperationCall): PageLanguage {
	const chosen = textParameter(context, 'language', index) || PAGE_LANGUAGES[0];
	const language = PAGE_LANGUAGES.find((one) => one === chosen);
	if (language !== undefined) return language;
	throw new EngineError('invalid-input', `There is no page in the language "${chosen}".`, `Use one of: ${PAGE_LANGUAGES.join(', ')}.`);
}

const MOST_SIGNS = 80;

/** Of letters, digits and hyphens: every system can keep it. */
function fileNameOf(title: string, madeAt: number): string {
	const words = title.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, MOST_SIGNS).replace(/^-+|-+$/g, '');
	return `${[words, new Date(madeAt).toISOString().slice(0, 10)].filter((part) => part !== '').join('-')}.html`;
}
