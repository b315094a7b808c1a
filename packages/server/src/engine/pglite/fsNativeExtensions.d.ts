declare module 'fs-native-extensions' {
  /** Asks for an exclusive lock on a part of a file. False: somebody else has it. Throws where files cannot be locked. */
  export function tryLock(handle: number, offset: number, length: number): boolean;
}
