import { crc32 } from 'node:zlib';

/** A cell as the XML of a sheet has it. A date is a serial number in the style of a date. */
export type SheetCell = { text: string } | { number: string } | { date: number } | { boolean: boolean } | null;

/** The bytes of a small workbook: each sheet its rows by 1-based number, gaps between them are blank rows. */
export function workbook(sheets: Readonly<Record<string, Readonly<Record<number, readonly SheetCell[]>>>>): Buffer {
	const names = Object.keys(sheets);
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
	return zip({
		'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, index) => `<sheet name="${escape(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageRelations}">${names.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
		'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
		...Object.fromEntries(names.map((name, index) => [`xl/worksheets/sheet${index + 1}.xml`, `<worksheet xmlns="${main}"><sheetData>${rowsXml(sheets[name] ?? {})}</sheetData></worksheet>`])),
	});
}

function rowsXml(rows: Readonly<Record<number, readonly SheetCell[]>>): string {
	return Object.entries(rows)
		.map(([row, cells]) => `<row r="${row}">${cells.map((cell, index) => cellXml(cell, `${String.fromCharCode(65 + index)}${row}`)).join('')}</row>`)
		.join('');
}

function cellXml(cell: SheetCell, at: string): string {
	if (cell === null) return '';
	if ('text' in cell) return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escape(cell.text)}</t></is></c>`;
	if ('number' in cell) return `<c r="${at}"><v>${cell.number}</v></c>`;
	if ('date' in cell) return `<c r="${at}" s="1"><v>${cell.date}</v></c>`;
	return `<c r="${at}" t="b"><v>${cell.boolean ? 1 : 0}</v></c>`;
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A zip archive whose files are stored as they are. */
export function zip(files: Readonly<Record<string, string>>): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const data = Buffer.from(content);
		const path = Buffer.from(name);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt32LE(crc32(data), 10);
		common.writeUInt32LE(data.length, 14);
		common.writeUInt32LE(data.length, 18);
		common.writeUInt16LE(path.length, 22);
		const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, path, data]);
		const where = Buffer.alloc(14);
		where.writeUInt32LE(offset, 10);
		directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, where, path]));
		parts.push(local);
		offset += local.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.write('PK\u0005\u0006');
	end.writeUInt16LE(directory.length, 8);
	end.writeUInt16LE(directory.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...parts, central, end]);
}
