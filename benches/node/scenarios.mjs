/** What is measured over the network, and what the project promised about it. */

import { DETAILS, PRODUCT } from './machine.mjs';
import { ratio } from './measure.mjs';

const FLOOR = 'floor';
const CLIENT = 'milvus_import';
const DROP_IN = 'drop_in';
const WITH_DETAILS = 'milvus_import_details';
const PARSE = 'json_parse';
const SDK = 'sdk';
const NODE_HTTP = 'node_http';

const OURS = [CLIENT, DROP_IN];
const LARGEST = DETAILS.at(-1);
const IN_FLIGHT = 64;

/** One table. */
class Scenario {
  floor = FLOOR;
  peer = SDK;

  constructor(details, secure, atOnce = 1) {
    this.details = details;
    this.secure = secure;
    this.atOnce = atOnce;
  }

  get title() {
    const how = this.atOnce > 1 ? `${this.atOnce} calls at once` : 'one call after the other';
    return `${how}, details: ${this.details}, ${this.secure ? 'TLS' : 'plain'}`;
  }

  /** The clients and what they ask. The floor always makes one call after the other. */
  targets(server, inFlight = this.atOnce) {
    const target = {
      url: server.url(this.details, this.secure),
      details: this.details,
      bundle: this.secure ? server.bundle : undefined,
      inFlight,
      product: PRODUCT,
    };
    const alone = this.atOnce === 1 && this.details === LARGEST ? [WITH_DETAILS, PARSE] : [];
    const clients = [...OURS, SDK, 'fetch', NODE_HTTP, ...alone];
    return { [FLOOR]: { ...target, inFlight: 1 }, ...Object.fromEntries(clients.map((client) => [client, target])) };
  }

  /** What was promised about this table, and what came out. */
  bars(costs) {
    const bar = (what, of, to, limits, figure = 'cpu') => ({
      what: `${this.title}: ${what}`,
      measured: ratio(costs, of, to, figure),
      ...limits,
    });
    if (this.atOnce > 1) {
      return this.details > 1 || this.secure
        ? []
        : OURS.map((ours) => bar(`throughput, ${ours} against ${SDK}`, SDK, ours, { bar: 18 }, 'wall'));
    }
    if (this.details === 1) {
      return OURS.flatMap((ours) => [
        bar(`CPU a call, ${ours} against ${SDK}`, SDK, ours, { bar: 5 }),
        bar(`CPU a call, ${ours} to ${NODE_HTTP}`, ours, NODE_HTTP, { bar: 1, atMost: true }),
      ]);
    }
    if (this.details === LARGEST && !this.secure) {
      return [
        bar('CPU, a poll of the summary to JSON.parse of the same bytes', CLIENT, PARSE, { bar: 0.5, atMost: true }),
        bar('CPU, a poll with all details to JSON.parse of the same bytes', WITH_DETAILS, PARSE, {
          bar: 1.2,
          atMost: true,
        }),
      ];
    }
    return [];
  }
}

export const ALL = [1, IN_FLIGHT].flatMap((atOnce) =>
  [false, true].flatMap((secure) => DETAILS.map((details) => new Scenario(details, secure, atOnce))),
);
// Enough to see that every client gets right answers.
export const SMOKE = [new Scenario(1, false), new Scenario(LARGEST, true), new Scenario(1, false, 4)];
