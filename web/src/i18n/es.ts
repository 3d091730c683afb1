import { admin } from "./es/admin";
import { change } from "./es/change";
import { common } from "./es/common";
import { desk } from "./es/desk";
import { files } from "./es/files";
import { law } from "./es/law";
import { library } from "./es/library";

export default { ...common, ...change, ...desk, ...files, ...law, ...library, ...admin };
