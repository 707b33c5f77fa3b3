import type { Explained } from './native.js';

/** Why an import failed, and what to do about it. */
export class Explanation {
  /** What is wrong. */
  readonly cause: string;
  /** What to do. */
  readonly fix: string;
  /** The rule by which `check` tells it before the start, where there is one. */
  readonly rule: string | null;

  /** @internal */
  constructor({ cause, fix, rule }: Explained) {
    this.cause = cause;
    this.fix = fix;
    this.rule = rule ?? null;
    Object.freeze(this);
  }

  toString(): string {
    return `${this.cause}. ${this.fix}`;
  }
}
