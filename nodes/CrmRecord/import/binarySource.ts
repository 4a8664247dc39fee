import type { IExecuteFunctions } from 'n8n-workflow';

/** An item's file. */
export interface BinarySource {
	/** NULL where it has none. */
	readonly name: string | null;
	readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The file that an item carries: streamed where n8n keeps files on disk or elsewhere, else from memory.
 * @throws NodeOperationError where the item carries none under that name
 */
export async function binarySource(context: IExecuteFunctions, index: number, property: string): Promise<BinarySource> {
	const binary = context.helpers.assertBinaryData(index, property);
	const name = binary.fileName ?? null;
	if (binary.id !== undefined) return { name, bytes: await context.helpers.getBinaryStream(binary.id) };
	const content = await context.helpers.getBinaryDataBuffer(index, property);
	return { name, bytes: once(content) };
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
	yield content;
}
