// Which sweep one works on and where one was last, while the app is open.
import { ref } from 'vue'

export const chosenSweep = ref('')
export const lastBuilding = ref('')
