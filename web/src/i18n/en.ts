import { admin } from "./en/admin";
import { common } from "./en/common";
import { desk } from "./en/desk";
import { files } from "./en/files";
import { library } from "./en/library";

export default { ...common, ...desk, ...files, ...library, ...admin };
