export default {
  testMatch: ['<rootDir>/*.test.mjs'],
  setupFilesAfterEnv: ['@onevault/mock-server/jest'],
  // Everything here is ESM already.
  transform: {},
};
