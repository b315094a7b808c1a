// All time-outs are jest's own.
export default {
  testMatch: ['<rootDir>/*.spec.mjs'],
  setupFilesAfterEnv: ['@onevault/mock-server/jest'],
  transform: {},
};
