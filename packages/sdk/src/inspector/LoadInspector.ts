/** Loads the inspector, which is not part of the bundle. */
export type LoadInspector = () => Promise<{ openInspector(tracker: object): unknown }>;
