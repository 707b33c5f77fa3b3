/** What values are, for messages: never the values themselves, which may be secrets. */

/** What a value is, with its article: `a string`, `null`, `an array`, `a Map`. */
export function shown(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) {
    return String(value);
  }
  const name = typeof value === 'object' ? classOf(value) : typeof value;
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

function classOf(value: object): string {
  try {
    const { constructor } = value as { constructor?: unknown };
    const name = typeof constructor === 'function' ? constructor.name : '';
    return Array.isArray(value) ? 'array' : name === '' || name === 'Object' ? 'object' : name;
  } catch {
    // A getter's error, or a proxy's.
    return 'object';
  }
}

/** Whether a value's members are its own properties, which a Map's or a Headers' are not. Of another realm or not. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** The name that was meant: one that differs in case, `_` or `-`, in a few letters, or in its end. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replaceAll(/[_-]/g, '').toLowerCase();
  const asked = plain(name);
  const starts = (one: string) => asked.length > 3 && (one.startsWith(asked) || asked.startsWith(one));
  const near = (one: string) => distance(one, asked) <= Math.min(2, Math.floor(asked.length / 3));
  return [(one: string) => one === asked, near, starts]
    .map((fits) => known.find((one) => fits(plain(one))))
    .find((found) => found !== undefined);
}

/** How many letters have to be put in, left out or changed to make one text of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [above, letter] of Array.from(one).entries()) {
    const next = [above + 1];
    for (let at = 0; at < other.length; at++) {
      const changed = (row[at] as number) + (other[at] === letter ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] as number) + 1, (next[at] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
