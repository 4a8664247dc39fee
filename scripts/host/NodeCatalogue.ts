import { dirname } from 'node:path';

import type { DirectoryLoader } from 'n8n-core';
import { LazyPackageDirectoryLoader, PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, IDataObject, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { PACKAGE_NAME, projectRoot } from './projectRoot';
import { baseOfTool, toolVariant } from './toolVariant';

/** The node and credential types of n8n's base package and of this one, by their full names (`package.node`). */
export class NodeCatalogue implements INodeTypes {
	constructor(private readonly loaders: ReadonlyMap<string, DirectoryLoader>) {}

	getByName(nodeType: string): INodeType | IVersionedNodeType {
		const dot = nodeType.lastIndexOf('.');
		const packageName = nodeType.slice(0, dot);
		const loader = this.loaders.get(packageName);
		if (!loader) {
			throw new Error(`Node type "${nodeType}" belongs to package "${packageName}", which this host doesn't load. It loads ${[...this.loaders.keys()].join(', ')}.`);
		}
		const name = nodeType.slice(dot + 1);
		const base = name in loader.known.nodes ? null : baseOfTool(name);
		return base === null ? loader.getNode(name).type : toolVariant(loader.getNode(base).type);
	}

	getByNameAndVersion(nodeType: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(nodeType), version);
	}

	/** The node type, or undefined where no loaded package has it. */
	find(nodeType: string, version?: number): INodeType | undefined {
		const dot = nodeType.lastIndexOf('.');
		const known = this.loaders.get(nodeType.slice(0, dot))?.known.nodes ?? {};
		const name = nodeType.slice(dot + 1);
		return name in known || (baseOfTool(name) ?? '') in known ? this.getByNameAndVersion(nodeType, version) : undefined;
	}

	getKnownTypes(): IDataObject {
		return {};
	}

	/** The full names of this package's node types. */
	ownNodeTypes(): string[] {
		return Object.keys(this.loaders.get(PACKAGE_NAME)?.known.nodes ?? {}).map((name) => `${PACKAGE_NAME}.${name}`);
	}

	/** The credential type of that name, of whichever package has it; undefined when none has. */
	credentialType(name: string): ICredentialType | undefined {
		for (const loader of this.loaders.values()) {
			if (name in loader.known.credentials || name in loader.credentialTypes) return loader.getCredential(name).type;
		}
		return undefined;
	}
}

let loaded: Promise<NodeCatalogue> | undefined;

/**
 * Loads both packages, once per process: the base package lazily, ours from the paths that package.json names under
 * `n8n`, as n8n itself does. Rejects with n8n's own error when one of those files can't be loaded.
 */
export async function loadNodeCatalogue(): Promise<NodeCatalogue> {
	loaded ??= load();
	return await loaded;
}

async function load(): Promise<NodeCatalogue> {
	const base = new LazyPackageDirectoryLoader(dirname(require.resolve('n8n-nodes-base/package.json')));
	const own = new PackageDirectoryLoader(projectRoot());
	await Promise.all([base.loadAll(), own.loadAll()]);
	return new NodeCatalogue(new Map<string, DirectoryLoader>([[base.packageName, base], [own.packageName, own]]));
}
