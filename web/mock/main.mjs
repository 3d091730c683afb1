import { startMock } from "./server.mjs";

const dist = new URL("../dist/", import.meta.url).pathname;
const { url } = await startMock({ port: Number(process.env.PORT ?? 18100), dist });
console.log(`mock server at ${url} (accounts: agent@example.com, lead@example.com, … password: demo demo demo)`);
