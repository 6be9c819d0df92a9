// MapLibre as every drawing uses it: its worker is a file of its own, the ground is
// plain or made of the pictures that were chosen.
import type { StyleSpecification } from 'maplibre-gl'
import maplibre from 'maplibre-gl/dist/maplibre-gl-csp.js'
import worker from 'maplibre-gl/dist/maplibre-gl-csp-worker.js?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import './frame.css'
import { t } from '../../shared/i18n'
import type { Ground } from './ground-choice'

maplibre.setWorkerUrl(worker)
export { maplibre }

/** Sources and layers of the ground, lowest first. */
export function groundStyle(ground: Ground): Pick<StyleSpecification, 'sources' | 'layers'> {
	const plain = { id: 'ground', type: 'background' as const, paint: { 'background-color': '#f4f6f9' } }
	if (!ground.tiles) return { sources: {}, layers: [plain] }
	const template = ground.tiles.startsWith('/') ? location.origin + ground.tiles : ground.tiles
	return {
		sources: { tiles: { type: 'raster', tiles: [template], tileSize: 256 } },
		layers: [plain, { id: 'tiles', type: 'raster', source: 'tiles', paint: { 'raster-opacity': 0.75 } }],
	}
}

/** Words of the library's own controls. */
export function mapWords(): Record<string, string> {
	return {
		'NavigationControl.ZoomIn': t('Zoom in'),
		'NavigationControl.ZoomOut': t('Zoom out'),
		'Map.Title': t('Map'),
		'CooperativeGesturesHandler.WindowsHelpText': t('Ctrl and the wheel zoom the map'),
		'CooperativeGesturesHandler.MacHelpText': t('⌘ and the wheel zoom the map'),
		'CooperativeGesturesHandler.MobileHelpText': t('Two fingers move the map'),
	}
}
