import type { CampaignReport } from '../../../engine/reports/CampaignReport';
import type { OperationCall } from '../../shared/NodeOperation';

/** Of more reports than these the numbers are in the items only. */
const MOST_HINTS = 5;

/** What somebody at the canvas wants to know first; and what keeps the figures from being right. */
export function tellKeyNumbers({ context, index }: OperationCall, { figures, delivery }: CampaignReport): void {
	if (index < MOST_HINTS) {
		const number = (count: number): string => count.toLocaleString('en');
		context.addExecutionHints({
			message: `${number(figures.messages)} messages: ${number(figures.sent)} sent, ${number(figures.delivered)} delivered, ${number(figures.opened)} opened, ${number(figures.clicked)} clicked; ${number(figures.tasks)} tasks, ${number(figures.opportunities)} opportunities, ${number(figures.won)} won`,
			location: 'outputPane',
		});
	}
	if (index === 0 && delivery.unheard.length > 0) {
		context.addExecutionHints({
			message: `No delivery was reported by ${delivery.unheard.join(', ')}, so what did not come back counts as delivered: set up and publish Email Events Trigger.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
}
