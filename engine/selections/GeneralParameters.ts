/** Set once with a search, overridable in every process (VM-07). NULL: not set. */
export interface GeneralParameters {
	/** What is created is named by the record's name and this text. */
	readonly reference: string | null;
	/** UTC ms. */
	readonly dateAt: number | null;
	readonly campaignId: number | null;
	/** NULL: the record's own user. */
	readonly assignedUserId: number | null;
	readonly description: string | null;
}

export const NO_PARAMETERS: GeneralParameters = {
	reference: null,
	dateAt: null,
	campaignId: null,
	assignedUserId: null,
	description: null,
};

/** A process's own parameters over those that ride with the selection. */
export function overrideParameters(riding: GeneralParameters, own: Partial<GeneralParameters>): GeneralParameters {
	return {
		reference: own.reference ?? riding.reference,
		dateAt: own.dateAt ?? riding.dateAt,
		campaignId: own.campaignId ?? riding.campaignId,
		assignedUserId: own.assignedUserId ?? riding.assignedUserId,
		description: own.description ?? riding.description,
	};
}
