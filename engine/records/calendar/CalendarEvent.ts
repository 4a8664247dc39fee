/** Somebody in a calendar file: a name, an address that mail could go to, or both. */
export interface CalendarPerson {
	readonly name: string | null;
	/** Normalised; null where there is none that mail could go to. */
	readonly address: string | null;
}

/** An event as a calendar file shows it. Instants in UTC ms; the end is exclusive. */
export interface CalendarEvent {
	readonly id: number;
	readonly name: string | null;
	readonly description: string | null;
	readonly location: string | null;
	/** Null: it can't be shown in a calendar. */
	readonly startAt: number | null;
	readonly endAt: number | null;
	readonly allDay: boolean;
	readonly createdAt: number;
	readonly updatedAt: number;
	/** Whom it is assigned to. */
	readonly organizer: CalendarPerson | null;
	/** Empty where nobody asked for them. */
	readonly participants: readonly CalendarPerson[];
}
