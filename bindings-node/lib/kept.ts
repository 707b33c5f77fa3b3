/** Values by key, made when they are first wanted. Beyond `most` the one that was not wanted for longest is closed. */
export class Kept<T extends { close: () => void }> {
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
      const [oldest, unwanted] = this.#values.entries().next().value as [string, T];
      this.#values.delete(oldest);
      unwanted.close();
    }
    return value;
  }
}

/** Objects for as long as someone else holds them. */
export class Known<T extends object> {
  #known: WeakRef<T>[] = [];
  #room = 16;

  add(one: T): void {
    if (this.#known.length >= this.#room) {
      this.#known = this.#known.filter((ref) => ref.deref() !== undefined);
      this.#room = Math.max(16, 2 * this.#known.length);
    }
    this.#known.push(new WeakRef(one));
  }

  /** All of them, which are then not known any more. */
  taken(): T[] {
    return this.#known.splice(0).flatMap((ref) => ref.deref() ?? []);
  }
}
