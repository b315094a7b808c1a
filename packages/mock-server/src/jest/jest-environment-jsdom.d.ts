/** The part that we use. The package itself would bring jsdom, and with it second copies of the runners. */
declare module 'jest-environment-jsdom' {
  export class TestEnvironment {
    global: Record<string, unknown>;
    setup(): Promise<void>;
    exportConditions(): string[];
  }
}
