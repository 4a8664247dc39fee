import type { Page } from 'playwright-core';

/** A review's page in a browser, used as a person uses it; in English. */
export class GridPage {
	constructor(readonly page: Page) {}

	/** Waits until rows and count are there. */
	async ready(): Promise<void> {
		await this.page.locator('tbody input[type="checkbox"]').first().waitFor();
		await this.page.locator('.bar .ticked', { hasText: /\d (of|de|di|su) \d/ }).waitFor();
	}

	/** Waits for so many ticked of so many. */
	async expectTicked(ticked: number, total: number): Promise<void> {
		await this.expectText('.bar .ticked', `${number(ticked)} of ${number(total)} ticked`);
	}

	async expectMatching(count: number): Promise<void> {
		await this.expectText('.bar .matching', `${number(count)} match`);
	}

	/**
	 * Opens a column's own filter, types into it and applies it.
	 * @param column as the class of its cells names it
	 */
	async filter(column: string, operator: string, text: string): Promise<void> {
		await this.page.locator(`th.${column} button.icon`).click();
		const dialog = this.page.locator('dialog[open]');
		await dialog.locator('select').first().selectOption({ label: operator });
		await dialog.locator('input[type="text"]').first().fill(text);
		await dialog.locator('button[type="submit"]').click();
	}

	async sort(column: string): Promise<void> {
		await this.page.locator(`th.${column} button.sort`).click();
	}

	/** The cells of a column on the page shown, once they are as wanted. */
	async expectCells(column: string, wanted: (cells: readonly string[]) => boolean): Promise<void> {
		const cells = async () => await this.page.locator(`tbody td.${column}`).allTextContents();
		for (const until = Date.now() + 15_000; ; await this.page.waitForTimeout(50)) {
			const found = await cells();
			if (found.length > 0 && wanted(found)) return;
			if (Date.now() > until) throw new Error(`The column "${column}" shows ${found.slice(0, 10).join(' | ')} …`);
		}
	}

	async tickMatching(): Promise<void> {
		await this.page.locator('.bar .actions button').first().click();
	}

	async untickMatching(): Promise<void> {
		await this.page.locator('.bar .actions button').last().click();
	}

	async clearFilters(): Promise<void> {
		const remove = this.page.locator('.chip button.icon');
		while ((await remove.count()) > 0) await remove.first().click();
		await this.page.locator('input[type="search"]').fill('');
	}

	/** Opens the dialog that asks who decides. */
	async openDecision(outcome: 'Confirm' | 'Reject', by: string, note: string = ''): Promise<void> {
		await this.page.getByRole('button', { name: `${outcome} …` }).click();
		const dialog = this.page.locator('dialog[open]');
		await dialog.locator('input').fill(by);
		await dialog.locator('textarea').fill(note);
	}

	async send(): Promise<void> {
		await this.page.locator('dialog[open] button[type="submit"]').click();
	}

	/** What stands in the grid's place after a decision. */
	async outcome(): Promise<string> {
		const card = this.page.locator('main.card');
		await card.waitFor({ timeout: 60_000 });
		return await card.innerText();
	}

	private async expectText(selector: string, text: string): Promise<void> {
		try {
			await this.page.locator(selector, { hasText: new RegExp(`^${text}`) }).waitFor({ timeout: 20_000 });
		} catch {
			throw new Error(`It says "${(await this.page.locator(selector).textContent()) ?? ''}", not "${text}".`);
		}
	}
}

/** As it is written on a page in English. */
export function number(value: number): string {
	return new Intl.NumberFormat('en').format(value);
}
