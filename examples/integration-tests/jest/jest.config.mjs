export default {
  testMatch: ['<rootDir>/*.test.mjs'],
  setupFilesAfterEnv: ['@onevault/mock-server/jest'],
  // All files are ES modules already.
  transform: {},
};
