import type ICAL from 'ical.js' with { 'resolution-mode': 'import' };

type Component = InstanceType<(typeof ICAL)['Component']>;
type Event = InstanceType<(typeof ICAL)['Event']>;

/** A calendar file as a library of its own reads it. */
export interface ReadIcs {
	readonly calendar: Component;
	readonly events: readonly Event[];
}

/** The reader: Mozilla's, which is an ES module. */
export async function icsReader(): Promise<(text: string) => ReadIcs> {
	const { default: reader } = await import('ical.js');
	return (text) => {
		const calendar = reader.Component.fromString(text);
		return { calendar, events: calendar.getAllSubcomponents('vevent').map((component) => new reader.Event(component)) };
	};
}
