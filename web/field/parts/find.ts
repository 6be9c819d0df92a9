// A household by the id of an address.
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { field } from '../core'
import type { Household } from '../core/field'

export function useHousehold(): ComputedRef<Household | null> {
	const route = useRoute()
	return computed(() => {
		const id = String(route.params.id ?? '')
		for (const one of field.data.value.households.values()) if (one.id === id) return one
		return null
	})
}
