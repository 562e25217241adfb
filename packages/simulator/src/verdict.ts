/** A promise of the engine that it broke, as the world saw it. */
export interface Violation {
  /** Which promise: a short, stable name. */
  readonly rule: string;
  readonly detail: string;
}

/** Collects violations. They are not thrown, since whoever calls the world would catch them. */
export class Verdict {
  readonly violations: Violation[] = [];

  get failed(): boolean {
    return this.violations.length > 0;
  }

  fail(rule: string, detail: string): void {
    this.violations.push({ rule, detail });
  }

  check(condition: boolean, rule: string, detail: () => string): void {
    if (!condition) this.fail(rule, detail());
  }
}
