/** The part that we use. Its own types are those of jest's environment, which our declarations would then name. */
declare module 'jest-environment-jsdom' {
  export class TestEnvironment {
    global: Record<string, unknown>;
    setup(): Promise<void>;
    exportConditions(): string[];
  }
}
