/** A text of the editor's catalogue in the language of its user; `__name__` in it is a placeholder. */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string;
