import type { IExecuteFunctions } from 'n8n-workflow';

/** Where this n8n is for people outside: it follows WEBHOOK_URL, also after a move. */
export function ownOrigin(context: IExecuteFunctions): string | null {
	const url = context.evaluateExpression('{{ $execution.resumeUrl }}', 0);
	return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : null;
}
