/** Values by key, made when they are first wanted. Beyond `most` the one that was not wanted for longest goes. */
export class Kept<T> {
  readonly #most: number;
  readonly #values = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string, make: () => T): T {
    const value = this.#values.get(key) ?? make();
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#most) {
      this.#values.delete(this.#values.keys().next().value as string);
    }
    return value;
  }
}
