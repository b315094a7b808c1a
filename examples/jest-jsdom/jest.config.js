export default {
  testEnvironment: '@onevault/mock-server/jest-jsdom',
  setupFilesAfterEnv: ['@onevault/mock-server/jest'],
  // All files are ES modules already.
  transform: {},
};
