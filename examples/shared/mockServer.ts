/** For journeys of packages that cannot depend on the test kit, because it depends on them. */

export { definePlan } from '@onevault/mock-server/plan';
export { createMockServer, type Fault, type MockServer } from '@onevault/mock-server/testing';
