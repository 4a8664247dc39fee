import { sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Kills take a minute and more, in short files: begun last, they would be waited for by a core that has nothing to do. */
const LONG = `${sep}test${sep}kill${sep}`;

type Tests = Parameters<Sequencer['sort']>[0];

/** The order of Jest, the long ones before it. */
export default class LongestFirst extends Sequencer {
	override sort(tests: Tests): Tests {
		const sorted = super.sort(tests) as Tests;
		const isLong = ({ path }: Tests[number]) => path.includes(LONG);
		return [...sorted.filter(isLong), ...sorted.filter((one) => !isLong(one))];
	}
}
