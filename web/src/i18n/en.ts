import { admin } from "./en/admin";
import { common } from "./en/common";
import { desk } from "./en/desk";
import { files } from "./en/files";
import { law } from "./en/law";
import { library } from "./en/library";

export default { ...common, ...desk, ...files, ...law, ...library, ...admin };
