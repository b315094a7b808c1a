/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_ONEVAULT_URL?: string;
  readonly VITE_ONEVAULT_CUSTOMER?: string;
  readonly VITE_ONEVAULT_TOKEN?: string;
}
