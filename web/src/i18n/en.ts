import { admin } from "./en/admin";
import { common } from "./en/common";
import { desk } from "./en/desk";
import { library } from "./en/library";

export default { ...common, ...desk, ...library, ...admin };
