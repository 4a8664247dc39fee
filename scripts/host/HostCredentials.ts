import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { ICredentialsHelper, isExpression } from 'n8n-workflow';

import type { NodeCatalogue } from './NodeCatalogue';

/** Credential data by credential type, as a user would have filled it in. */
export type CredentialsByType = Readonly<Record<string, ICredentialDataDecryptedObject>>;

type RequestOptions = IHttpRequestOptions | IRequestOptionsSimplified;

/** Hands nodes the credential data given to a run, with the defaults of the credential's own fields under it. */
export class HostCredentials extends ICredentialsHelper {
	constructor(
		private readonly catalogue: NodeCatalogue,
		private readonly given: CredentialsByType,
	) {
		super();
	}

	has(type: string): boolean {
		return type in this.given;
	}

	async getDecrypted(_data: IWorkflowExecuteAdditionalData, _details: INodeCredentialsDetails, type: string): Promise<ICredentialDataDecryptedObject> {
		const data = this.given[type];
		if (!data) {
			throw new Error(`This run was given no credential of type "${type}": pass it as run(workflow, { credentials: { ${type}: { … } } }).`);
		}
		return { ...this.defaults(type), ...data };
	}

	getParentTypes(name: string): string[] {
		const parents = this.catalogue.credentialType(name)?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return [...this.getParentTypes(type).reverse(), type].flatMap((name) => this.catalogue.credentialType(name)?.properties ?? []);
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	/** Puts the credential into a request as its type's own `authenticate` says. */
	async authenticate(credentials: ICredentialDataDecryptedObject, typeName: string, requestOptions: RequestOptions, workflow?: Workflow, node?: INode): Promise<IHttpRequestOptions> {
		const method = this.catalogue.credentialType(typeName)?.authenticate;
		const request: IHttpRequestOptions = { url: '', ...requestOptions };
		if (!method) return request;
		if (typeof method === 'function') return await method(credentials, request);
		if (!workflow || !node) throw new Error(`Credential "${typeName}" can only be used inside a workflow here.`);
		const resolve = (value: unknown) => resolveValue(value, credentials, workflow, node);
		const { headers, qs, auth, body } = method.properties;
		if (headers) request.headers = { ...request.headers, ...resolveEach(headers, resolve) };
		if (qs) request.qs = { ...request.qs, ...resolveEach(qs, resolve) };
		if (auth) request.auth = { username: String(resolve(auth.username)), password: String(resolve(auth.password)) };
		if (body) request.body = { ...(isRecord(request.body) ? request.body : {}), ...resolveEach(body, resolve) };
		return request;
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(_details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		throw notStored(type);
	}

	async updateCredentials(_details: INodeCredentialsDetails, type: string): Promise<void> {
		throw notStored(type);
	}

	async updateCredentialsOauthTokenData(_details: INodeCredentialsDetails, type: string): Promise<void> {
		throw notStored(type);
	}

	private defaults(type: string): ICredentialDataDecryptedObject {
		const entries = this.getCredentialsProperties(type).map(({ name, default: value }) => [name, value] as const);
		return Object.fromEntries(entries.flatMap(([name, value]) => (isCredentialValue(value) ? [[name, value]] : [])));
	}
}

function resolveEach(values: IDataObject, resolve: (value: unknown) => unknown): Record<string, string> {
	return Object.fromEntries(Object.entries(values).map(([key, value]) => [String(resolve(key)), String(resolve(value))]));
}

function resolveValue(value: unknown, credentials: ICredentialDataDecryptedObject, workflow: Workflow, node: INode): unknown {
	if (typeof value !== 'string' || !isExpression(value)) return value;
	return workflow.expression.getSimpleParameterValue(node, value, 'internal', { $credentials: credentials }, undefined, '');
}

function isCredentialValue(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notStored(type: string): Error {
	return new Error(`This host stores no credentials, so "${type}" can't be read or changed in a store. Nodes get what was passed to run().`);
}
