import { admin } from "./es/admin";
import { common } from "./es/common";
import { desk } from "./es/desk";
import { library } from "./es/library";

export default { ...common, ...desk, ...library, ...admin };
