import { Expression } from 'n8n-workflow';

/** `vm` is what n8n's server uses by default: expressions run in an isolate. `legacy` starts at once. */
export type ExpressionEngine = 'vm' | 'legacy';

/** Chooses the expression engine for the whole process. */
export async function useExpressionEngine(engine: ExpressionEngine): Promise<void> {
	await Expression.initExpressionEngine({
		engine,
		bridgeTimeout: 5_000,
		bridgeMemoryLimit: 128,
		poolSize: 1,
		maxCodeCacheSize: 1_024,
	});
	if (Expression.getActiveImplementation() !== engine) Expression.setExpressionEngine(engine);
}

/** Ends the isolates, so that the process can end. */
export async function disposeExpressionEngine(): Promise<void> {
	await Expression.disposeExpressionEngine();
	Expression.setExpressionEngine('legacy');
}
