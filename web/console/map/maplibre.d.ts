// The build of MapLibre GL whose worker is a file of its own, as our policy demands.
declare module 'maplibre-gl/dist/maplibre-gl-csp.js' {
	const maplibre: typeof import('maplibre-gl')
	export default maplibre
}
