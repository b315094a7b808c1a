/** For journeys of packages that cannot depend on the test kit, because it depends on them. */
export { createMockServer, type Fault, type MockServer } from '@onevault/mock-server/testing';
