// The parts of Vant that the field app uses, taken one by one with their styles.
// Rule: its icon font stays out (a font inside a style sheet is against the
// security policy, and 20 kB); the few signs there are come from signs.ts.
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/loading/index.css'
import 'vant/es/button/index.css'
import 'vant/es/cell/index.css'
import 'vant/es/cell-group/index.css'
import 'vant/es/field/index.css'
import 'vant/es/progress/index.css'
import 'vant/es/tag/index.css'

export { Button as VanButton } from 'vant/es/button'
export { Cell as VanCell } from 'vant/es/cell'
export { CellGroup as VanCellGroup } from 'vant/es/cell-group'
export { Field as VanField } from 'vant/es/field'
export { Popup as VanPopup } from 'vant/es/popup'
export { Progress as VanProgress } from 'vant/es/progress'
export { Tag as VanTag } from 'vant/es/tag'
