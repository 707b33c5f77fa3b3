/** What is printed: a table for each scenario, and at the end what was promised against what was measured. */

import { middle, ratio } from './measure.mjs';

/**
 * A promise: `measured` is to be at least `bar`, or at most that where `atMost` is set.
 * @typedef {{what: string, measured: number, bar: number, atMost?: boolean, unit?: string}} Bar
 */

/** @param {Bar} bar */
export function line({ what, measured, bar, atMost = false, unit = ' x' }) {
  const met = atMost ? measured <= bar : measured >= bar;
  const limit = `at ${atMost ? 'most' : 'least'} ${bar}${unit}`;
  return `  ${met ? 'met   ' : 'MISSED'}${measured.toFixed(2).padStart(9)}${unit.padEnd(3)} of ${limit.padEnd(16)} ${what}`;
}

/** Rows of cells under headings: the first cell to the left, the others to the right. */
export function rows(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const cell = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  return table.map((row) => `  ${row.map(cell).join('   ')}`).join('\n');
}

/** What each client costs; how much more CPU than the floor, and how much less than the peer. */
export function table(costs, floor, peer) {
  const head = [
    'client',
    'CPU µs/call',
    'p50 µs',
    'calls/s',
    'to floor',
    `${peer} is so many x`,
    'RSS MB, first and last',
  ];
  const body = Object.entries(costs).map(([client, own]) => [
    client,
    middle(own, 'cpu').toFixed(1),
    middle(own, 'p50').toFixed(1),
    (1e6 / middle(own, 'wall')).toFixed(0),
    ratio(costs, client, floor, 'cpu').toFixed(2),
    ratio(costs, peer, client, 'cpu').toFixed(2),
    `${own[0].rss.toFixed(0)} ${own.at(-1).rss.toFixed(0).padStart(4)}`,
  ]);
  return rows([head, ...body]);
}
