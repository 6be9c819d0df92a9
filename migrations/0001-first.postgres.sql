CREATE TABLE journal (
	seq bigint PRIMARY KEY,
	at bigint NOT NULL,
	id bytea,
	body bigint,
	actor bigint NOT NULL,
	posting bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	command text COLLATE "C" NOT NULL,
	args text COLLATE "C" NOT NULL,
	sealed bytea,
	reply text COLLATE "C",
	hash bytea NOT NULL
);
CREATE UNIQUE INDEX journal_by_id ON journal (id) where id is not null;

CREATE TABLE tally (
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	seq bigint NOT NULL,
	PRIMARY KEY (region, name, day)
);

CREATE TABLE timer (
	name text COLLATE "C" NOT NULL,
	due_at bigint NOT NULL,
	command text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	args text COLLATE "C" NOT NULL,
	n_tries bigint NOT NULL,
	PRIMARY KEY (name)
);
CREATE INDEX timer_by_due_at ON timer (due_at);

CREATE TABLE counter (
	name text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE region_shape (
	region text COLLATE "C" NOT NULL,
	datum bigint NOT NULL,
	west double precision NOT NULL,
	south double precision NOT NULL,
	east double precision NOT NULL,
	north double precision NOT NULL,
	area_km2 double precision NOT NULL,
	seq bigint NOT NULL,
	outline text COLLATE "C" NOT NULL,
	geometry text COLLATE "C" NOT NULL,
	PRIMARY KEY (region)
);

CREATE TABLE overlay (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind bigint NOT NULL CHECK (kind BETWEEN 0 AND 4),
	made_by bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX overlay_by_id ON overlay (id);
CREATE INDEX overlay_by_region_seq ON overlay (region, seq);

CREATE TABLE overlay_member (
	overlay bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	PRIMARY KEY (overlay, region)
);
CREATE INDEX overlay_member_by_region ON overlay_member (region);

CREATE TABLE region (
	key text COLLATE "C" NOT NULL,
	code text COLLATE "C" NOT NULL,
	parent text COLLATE "C" NOT NULL,
	level bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	valid_from text COLLATE "C" NOT NULL,
	valid_until text COLLATE "C",
	seq bigint NOT NULL,
	PRIMARY KEY (key)
);
CREATE INDEX region_by_parent_level_key ON region (parent, level, key);
CREATE INDEX region_by_code ON region (code);
CREATE INDEX region_by_name_key ON region (name, key);
CREATE UNIQUE INDEX region_by_key_level_kind_valid_from_valid_until ON region (key, level, kind, valid_from, valid_until) where level <= 6;

CREATE TABLE region_name (
	region text COLLATE "C" NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C" NOT NULL,
	code text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	PRIMARY KEY (region, from_day)
);

CREATE TABLE region_link (
	old_region text COLLATE "C" NOT NULL,
	new_region text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL,
	how text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	PRIMARY KEY (old_region, new_region)
);
CREATE INDEX region_link_by_new_region ON region_link (new_region);

CREATE TABLE region_stage (
	code text COLLATE "C" NOT NULL,
	parent_code text COLLATE "C",
	level bigint NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	PRIMARY KEY (code)
);

CREATE TABLE account (
	seq bigint PRIMARY KEY,
	login text COLLATE "C" NOT NULL,
	password text COLLATE "C",
	name_hash bigint,
	phone_hash bigint,
	organisation text COLLATE "C",
	title text COLLATE "C",
	region text COLLATE "C" NOT NULL,
	state bigint NOT NULL,
	n_failed bigint NOT NULL,
	locked_until bigint,
	lang bigint NOT NULL,
	made_by bigint NOT NULL,
	changed bigint NOT NULL,
	household bigint,
	agent bigint,
	sealed bytea
);
CREATE UNIQUE INDEX account_by_login ON account (login);
CREATE INDEX account_by_region ON account (region);
CREATE INDEX account_by_household ON account (household);

CREATE TABLE mapping (
	account bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	head text COLLATE "C" NOT NULL,
	headers text COLLATE "C" NOT NULL,
	map text COLLATE "C" NOT NULL,
	changed bigint NOT NULL,
	PRIMARY KEY (account, kind, head)
);

CREATE TABLE organisation (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind bigint NOT NULL CHECK (kind BETWEEN 0 AND 10),
	made_by bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX organisation_by_id ON organisation (id);
CREATE INDEX organisation_by_region_seq ON organisation (region, seq);

CREATE TABLE posting (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	account bigint NOT NULL,
	role bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	duty bigint NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint,
	order_ref text COLLATE "C",
	ended_by bigint,
	changed bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX posting_by_id ON posting (id);
CREATE INDEX posting_by_region_from_at_until_at_role_duty_void_at ON posting (region, from_at, until_at, role, duty, void_at);
CREATE INDEX posting_by_account ON posting (account);

CREATE TABLE device (
	seq bigint PRIMARY KEY,
	account bigint NOT NULL,
	token_hash text COLLATE "C" NOT NULL,
	until_at bigint NOT NULL,
	made_by bigint NOT NULL,
	used_at bigint,
	void_at bigint,
	session bigint
);
CREATE UNIQUE INDEX device_by_token_hash ON device (token_hash);
CREATE INDEX device_by_account_seq ON device (account, seq);

CREATE TABLE session (
	seq bigint PRIMARY KEY,
	token_hash text COLLATE "C" NOT NULL,
	account bigint NOT NULL,
	csrf text COLLATE "C" NOT NULL,
	is_bearer bigint NOT NULL,
	label text COLLATE "C",
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	ended_at bigint,
	seen_at bigint
);
CREATE UNIQUE INDEX session_by_token_hash ON session (token_hash);
CREATE INDEX session_by_account_seq ON session (account, seq);

CREATE TABLE link (
	token_hash text COLLATE "C" NOT NULL,
	account bigint NOT NULL,
	until_at bigint NOT NULL,
	used_at bigint,
	PRIMARY KEY (token_hash)
);

CREATE TABLE setting (
	name text COLLATE "C" NOT NULL,
	value text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE viewing (
	seq bigint PRIMARY KEY,
	viewer bigint NOT NULL,
	viewed bigint NOT NULL,
	purpose text COLLATE "C" NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	ended_at bigint
);
CREATE INDEX viewing_by_viewer_seq ON viewing (viewer, seq);
CREATE INDEX viewing_by_viewed_seq ON viewing (viewed, seq);

CREATE TABLE cadre (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	organisation text COLLATE "C" NOT NULL,
	batch text COLLATE "C" NOT NULL,
	name_hash bigint,
	phone_hash bigint,
	login text COLLATE "C",
	rank bigint NOT NULL,
	is_member bigint NOT NULL,
	residence text COLLATE "C" NOT NULL,
	state bigint NOT NULL,
	reason text COLLATE "C",
	account bigint,
	made_by bigint NOT NULL,
	changed bigint NOT NULL,
	sealed bytea
);
CREATE UNIQUE INDEX cadre_by_id ON cadre (id);
CREATE INDEX cadre_by_organisation_batch_seq ON cadre (organisation, batch, seq);
CREATE INDEX cadre_by_region_seq ON cadre (region, seq);
CREATE INDEX cadre_by_residence_seq ON cadre (residence, seq);
CREATE INDEX cadre_by_phone_hash ON cadre (phone_hash);
CREATE INDEX cadre_by_account ON cadre (account);

CREATE TABLE cadre_batch (
	organisation text COLLATE "C" NOT NULL,
	batch text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	n_approved bigint NOT NULL,
	n_refused bigint NOT NULL,
	n_members bigint NOT NULL,
	n_division bigint NOT NULL,
	n_bureau bigint NOT NULL,
	uploaded_at bigint NOT NULL,
	changed bigint NOT NULL,
	PRIMARY KEY (organisation, batch)
);
CREATE INDEX cadre_batch_by_region ON cadre_batch (region);

CREATE TABLE deployment (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	cadre bigint NOT NULL,
	account bigint NOT NULL,
	ask bigint,
	work text COLLATE "C" NOT NULL,
	role bigint NOT NULL,
	post text COLLATE "C",
	team bigint,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	is_away bigint NOT NULL,
	state bigint NOT NULL,
	ended_at bigint,
	reason text COLLATE "C",
	made_by bigint NOT NULL,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX deployment_by_id ON deployment (id);
CREATE INDEX deployment_by_region_seq ON deployment (region, seq);
CREATE INDEX deployment_by_cadre ON deployment (cadre);
CREATE INDEX deployment_by_account ON deployment (account);
CREATE INDEX deployment_by_ask ON deployment (ask);

CREATE TABLE deployment_clearance (
	seq bigint NOT NULL,
	cadre bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	state bigint NOT NULL,
	work text COLLATE "C",
	asked_by bigint,
	asked_at bigint,
	decided_by bigint,
	decided_at bigint,
	reason text COLLATE "C",
	changed bigint NOT NULL,
	PRIMARY KEY (cadre, region)
);
CREATE INDEX deployment_clearance_by_region_seq ON deployment_clearance (region, seq);

CREATE TABLE deployment_ask (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	n_filled bigint NOT NULL,
	work text COLLATE "C" NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	made_by bigint NOT NULL,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX deployment_ask_by_id ON deployment_ask (id);
CREATE INDEX deployment_ask_by_region_seq ON deployment_ask (region, seq);

CREATE TABLE deployment_leave (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	deployment bigint NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C" NOT NULL,
	state bigint NOT NULL,
	asked_at bigint NOT NULL,
	unit_by bigint,
	unit_at bigint,
	decided_by bigint,
	decided_at bigint,
	refused_reason text COLLATE "C",
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX deployment_leave_by_id ON deployment_leave (id);
CREATE INDEX deployment_leave_by_region_seq ON deployment_leave (region, seq);
CREATE INDEX deployment_leave_by_deployment ON deployment_leave (deployment);

CREATE TABLE liaison (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	leader bigint,
	organisation text COLLATE "C",
	functions bigint NOT NULL,
	from_at bigint NOT NULL,
	ended_at bigint,
	reason text COLLATE "C",
	made_by bigint NOT NULL
);
CREATE UNIQUE INDEX liaison_by_id ON liaison (id);
CREATE INDEX liaison_by_region_seq ON liaison (region, seq);

CREATE TABLE team (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind bigint NOT NULL,
	organisation text COLLATE "C",
	made_by bigint NOT NULL,
	changed bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX team_by_id ON team (id);
CREATE INDEX team_by_region ON team (region);

CREATE TABLE team_member (
	team bigint NOT NULL,
	account bigint NOT NULL,
	role bigint NOT NULL,
	part bigint,
	comes_from bigint,
	rank bigint,
	is_linked_leader bigint NOT NULL,
	joined_at bigint NOT NULL,
	left_at bigint,
	PRIMARY KEY (team, account)
);
CREATE INDEX team_member_by_account ON team_member (account);

CREATE TABLE binding (
	account bigint NOT NULL,
	household bigint NOT NULL,
	relation bigint NOT NULL,
	consent bigint,
	agreed_on text COLLATE "C",
	key_seq bigint NOT NULL,
	label text COLLATE "C",
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	made_by bigint NOT NULL,
	ended_at bigint,
	ended_by bigint,
	PRIMARY KEY (account)
);
CREATE INDEX binding_by_household ON binding (household);

CREATE TABLE home_key (
	household bigint NOT NULL,
	seq bigint NOT NULL,
	token_hash text COLLATE "C",
	code_hash text COLLATE "C",
	relation bigint NOT NULL,
	consent bigint,
	agreed_on text COLLATE "C",
	made_by bigint NOT NULL,
	made_at bigint NOT NULL,
	until_at bigint NOT NULL,
	code_until_at bigint NOT NULL,
	ended_at bigint,
	PRIMARY KEY (household, seq)
);
CREATE UNIQUE INDEX home_key_by_token_hash ON home_key (token_hash);

CREATE TABLE home_lock (
	household bigint NOT NULL,
	n_wrong bigint NOT NULL,
	locked_until bigint NOT NULL,
	PRIMARY KEY (household)
);

CREATE TABLE complaint (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	owner text COLLATE "C" NOT NULL,
	kind bigint NOT NULL,
	channel bigint NOT NULL,
	page text COLLATE "C",
	account bigint,
	household bigint,
	state bigint NOT NULL,
	at bigint NOT NULL,
	due_at bigint NOT NULL,
	n_climbs bigint NOT NULL,
	answered_seq bigint,
	answered_at bigint,
	answered_by bigint,
	forgotten_at bigint,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX complaint_by_id ON complaint (id);
CREATE INDEX complaint_by_region_seq ON complaint (region, seq);
CREATE INDEX complaint_by_account ON complaint (account);
CREATE INDEX complaint_by_household ON complaint (household);

CREATE TABLE group_link (
	region text COLLATE "C" NOT NULL,
	serial bigint NOT NULL,
	token_hash text COLLATE "C" NOT NULL,
	made_at bigint NOT NULL,
	made_by bigint NOT NULL,
	ended_at bigint,
	ended_by bigint,
	PRIMARY KEY (region)
);
CREATE UNIQUE INDEX group_link_by_token_hash ON group_link (token_hash);

CREATE TABLE household (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	door text COLLATE "C" NOT NULL,
	floor bigint,
	kind bigint NOT NULL,
	state bigint NOT NULL,
	since_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C",
	changed bigint NOT NULL,
	made_by bigint NOT NULL
);
CREATE UNIQUE INDEX household_by_id ON household (id);
CREATE INDEX household_by_region_seq ON household (region, seq);

CREATE TABLE household_place (
	household bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C" NOT NULL,
	reason text COLLATE "C",
	seq bigint NOT NULL,
	PRIMARY KEY (household, seq)
);
CREATE INDEX household_place_by_region_seq ON household_place (region, seq);

CREATE TABLE resident (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	household bigint NOT NULL,
	secrets bigint NOT NULL,
	name_hash bigint,
	phone_hash bigint,
	id_number_hash bigint,
	sex bigint,
	birth_year bigint,
	relation bigint NOT NULL,
	residence bigint NOT NULL,
	hukou bigint NOT NULL,
	state bigint NOT NULL,
	since_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C",
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX resident_by_id ON resident (id);
CREATE INDEX resident_by_region_household_seq ON resident (region, household, seq);
CREATE INDEX resident_by_name_hash ON resident (name_hash);
CREATE INDEX resident_by_phone_hash ON resident (phone_hash);
CREATE INDEX resident_by_id_number_hash ON resident (id_number_hash);

CREATE TABLE stay (
	resident bigint NOT NULL,
	household bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C" NOT NULL,
	reason text COLLATE "C",
	seq bigint NOT NULL,
	PRIMARY KEY (resident, seq)
);
CREATE INDEX stay_by_household_seq ON stay (household, seq);
CREATE INDEX stay_by_region_seq ON stay (region, seq);

CREATE TABLE opening (
	resident bigint NOT NULL,
	seq bigint NOT NULL,
	at bigint NOT NULL,
	account bigint NOT NULL,
	posting bigint NOT NULL,
	role bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	purpose text COLLATE "C" NOT NULL,
	PRIMARY KEY (resident, seq)
);

CREATE TABLE sweep (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	kind bigint NOT NULL,
	target bigint NOT NULL,
	title text COLLATE "C" NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	until_day text COLLATE "C" NOT NULL,
	is_daily bigint NOT NULL,
	state bigint NOT NULL,
	questions text COLLATE "C",
	seed_hash text COLLATE "C" NOT NULL,
	list_day text COLLATE "C",
	n_left bigint NOT NULL,
	as_of bigint NOT NULL,
	changed bigint NOT NULL,
	made_by bigint NOT NULL,
	sealed bytea
);
CREATE UNIQUE INDEX sweep_by_id ON sweep (id);

CREATE TABLE door (
	sweep bigint NOT NULL,
	day text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	household bigint NOT NULL,
	resident bigint NOT NULL,
	state bigint NOT NULL,
	channel bigint,
	n_tries bigint NOT NULL,
	visit bigint,
	conflict bigint,
	answers bigint,
	next_visit text COLLATE "C",
	reason text COLLATE "C",
	changed bigint NOT NULL,
	PRIMARY KEY (sweep, day, region, household, resident)
);
CREATE UNIQUE INDEX door_by_conflict ON door (conflict) where conflict is not null;

CREATE TABLE sweep_change (
	seq bigint PRIMARY KEY,
	sweep bigint NOT NULL,
	day text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	household bigint NOT NULL,
	resident bigint NOT NULL,
	is_in bigint NOT NULL,
	reason text COLLATE "C" NOT NULL
);
CREATE INDEX sweep_change_by_region_seq ON sweep_change (region, seq);

CREATE TABLE visit (
	seq bigint PRIMARY KEY,
	sweep bigint NOT NULL,
	day text COLLATE "C" NOT NULL,
	household bigint NOT NULL,
	resident bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	state bigint NOT NULL,
	channel bigint NOT NULL,
	at bigint NOT NULL,
	device_at bigint,
	by bigint NOT NULL,
	answers text COLLATE "C",
	note text COLLATE "C",
	previous bigint,
	valid_change bigint NOT NULL,
	agent bigint
);

CREATE TABLE edited (
	kind bigint NOT NULL,
	item bigint NOT NULL,
	seq bigint NOT NULL,
	fields bigint NOT NULL,
	by bigint NOT NULL,
	PRIMARY KEY (kind, item, seq)
);

CREATE TABLE response (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	level bigint NOT NULL,
	basis text COLLATE "C" NOT NULL,
	issuer text COLLATE "C" NOT NULL,
	from_at bigint NOT NULL,
	made_by bigint NOT NULL,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX response_by_id ON response (id);
CREATE INDEX response_by_region_from_at ON response (region, from_at);
CREATE INDEX response_by_changed ON response (changed);

CREATE TABLE order_given (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	kind bigint NOT NULL,
	title text COLLATE "C" NOT NULL,
	text text COLLATE "C" NOT NULL,
	basis text COLLATE "C" NOT NULL,
	issued_at bigint NOT NULL,
	escalate_at bigint NOT NULL,
	due_at bigint NOT NULL,
	to_roles bigint NOT NULL,
	to_levels bigint NOT NULL,
	to_team bigint NOT NULL,
	to_living bigint NOT NULL,
	stops_leave bigint NOT NULL,
	made_by bigint NOT NULL,
	n bigint NOT NULL,
	n_left bigint NOT NULL,
	reported_at bigint,
	ended_at bigint,
	ended_by bigint,
	end_reason text COLLATE "C",
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX order_given_by_id ON order_given (id);
CREATE INDEX order_given_by_region_seq ON order_given (region, seq);
CREATE INDEX order_given_by_changed ON order_given (changed);

CREATE TABLE order_recipient (
	order_seq bigint NOT NULL,
	number bigint NOT NULL,
	account bigint,
	cadre bigint,
	region text COLLATE "C" NOT NULL,
	issued_at bigint NOT NULL,
	delivered_at bigint,
	delivered_by bigint,
	acknowledged_at bigint,
	acknowledged_by bigint,
	acknowledged_via bigint,
	arrived_at bigint,
	arrived_by bigint,
	arrived_via bigint,
	escalated_at bigint,
	escalated_to bigint,
	missing_at bigint,
	changed bigint NOT NULL,
	PRIMARY KEY (order_seq, number)
);
CREATE INDEX order_recipient_by_account_order_seq ON order_recipient (account, order_seq);
CREATE INDEX order_recipient_by_escalated_to_order_seq ON order_recipient (escalated_to, order_seq);
CREATE INDEX order_recipient_by_order_seq_region ON order_recipient (order_seq, region);

CREATE TABLE channel (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind bigint NOT NULL,
	template text COLLATE "C",
	made_by bigint NOT NULL,
	void_at bigint,
	reason text COLLATE "C",
	changed bigint NOT NULL,
	sealed bytea
);
CREATE UNIQUE INDEX channel_by_id ON channel (id);
CREATE INDEX channel_by_region ON channel (region);

CREATE TABLE channel_delivery (
	order_seq bigint NOT NULL,
	channel bigint NOT NULL,
	number bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	at bigint NOT NULL,
	state bigint NOT NULL,
	n_tries bigint NOT NULL,
	next_at bigint NOT NULL,
	status text COLLATE "C",
	tried_by bigint,
	changed bigint NOT NULL,
	PRIMARY KEY (order_seq, channel, number)
);
CREATE INDEX channel_delivery_by_state_next_at ON channel_delivery (state, next_at);
CREATE INDEX channel_delivery_by_channel_at ON channel_delivery (channel, at);

CREATE TABLE certificate_count (
	region text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL,
	is_good bigint NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (region, day, is_good)
);

CREATE TABLE signer (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kid text COLLATE "C" NOT NULL,
	certificate text COLLATE "C" NOT NULL,
	usages text COLLATE "C" NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	made_by bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX signer_by_id ON signer (id);
CREATE UNIQUE INDEX signer_by_kid ON signer (kid) where void_at is null;

CREATE TABLE visitor (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	gate bigint NOT NULL,
	is_paper bigint NOT NULL,
	at bigint NOT NULL,
	forgotten_at bigint
);
CREATE UNIQUE INDEX visitor_by_id ON visitor (id);
CREATE INDEX visitor_by_region_seq ON visitor (region, seq);

CREATE TABLE gate (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	fever bigint NOT NULL,
	kept_days bigint NOT NULL,
	has_temperature bigint,
	has_scan bigint,
	has_verify bigint,
	has_register bigint,
	token_hash text COLLATE "C" NOT NULL,
	opened_at bigint NOT NULL,
	closed_at bigint,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX gate_by_id ON gate (id);
CREATE INDEX gate_by_region_seq ON gate (region, seq);
CREATE UNIQUE INDEX gate_by_token_hash ON gate (token_hash);

CREATE TABLE gate_past (
	gate bigint NOT NULL,
	day text COLLATE "C" NOT NULL,
	hour bigint NOT NULL,
	decision bigint NOT NULL,
	n bigint NOT NULL,
	PRIMARY KEY (gate, day, hour, decision)
);

CREATE TABLE gate_scan (
	gate bigint NOT NULL,
	seq bigint NOT NULL,
	pass bigint,
	visitor bigint,
	decision bigint NOT NULL,
	direction bigint NOT NULL,
	temperature bigint,
	reason text COLLATE "C",
	at bigint NOT NULL,
	device_at bigint NOT NULL,
	by bigint NOT NULL,
	faults bigint NOT NULL,
	PRIMARY KEY (gate, seq)
);

CREATE TABLE pass_use (
	pass bigint NOT NULL,
	nth bigint NOT NULL,
	n_out bigint NOT NULL,
	last_at bigint NOT NULL,
	last_direction bigint NOT NULL,
	changed bigint NOT NULL,
	PRIMARY KEY (pass, nth)
);

CREATE TABLE gate_conflict (
	seq bigint PRIMARY KEY,
	region text COLLATE "C" NOT NULL,
	gate bigint NOT NULL,
	pass bigint,
	faults bigint NOT NULL,
	device_at bigint NOT NULL
);
CREATE INDEX gate_conflict_by_region_seq ON gate_conflict (region, seq);

CREATE TABLE pass (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	opens text COLLATE "C" NOT NULL,
	kind bigint NOT NULL,
	household bigint,
	account bigint,
	door text COLLATE "C",
	basis text COLLATE "C",
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	quota bigint,
	days bigint,
	made_at bigint NOT NULL,
	made_by bigint NOT NULL,
	void_at bigint,
	void_seq bigint,
	void_by bigint
);
CREATE UNIQUE INDEX pass_by_id ON pass (id);
CREATE INDEX pass_by_region_seq ON pass (region, seq);
CREATE INDEX pass_by_opens ON pass (opens);
CREATE INDEX pass_by_household ON pass (household);
CREATE INDEX pass_by_void_seq ON pass (void_seq);

CREATE TABLE pass_key (
	seq bigint PRIMARY KEY,
	kid text COLLATE "C" NOT NULL,
	public_pem text COLLATE "C" NOT NULL,
	from_at bigint NOT NULL,
	signs_until bigint NOT NULL,
	until_at bigint NOT NULL,
	sealed bytea
);
CREATE UNIQUE INDEX pass_key_by_kid ON pass_key (kid);

CREATE TABLE checkpoint (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	exit bigint,
	team bigint,
	branch bigint,
	gate bigint,
	n_least bigint NOT NULL,
	n_on_duty bigint NOT NULL,
	red_since bigint,
	opened_at bigint NOT NULL,
	void_at bigint,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX checkpoint_by_id ON checkpoint (id);
CREATE INDEX checkpoint_by_region_seq ON checkpoint (region, seq);

CREATE TABLE exit (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	state bigint NOT NULL,
	is_fire_passage bigint NOT NULL,
	reason text COLLATE "C",
	keeper bigint,
	tested_at bigint,
	due_at bigint,
	red_since bigint,
	void_at bigint,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX exit_by_id ON exit (id);
CREATE INDEX exit_by_region_seq ON exit (region, seq);

CREATE TABLE exit_test (
	exit bigint NOT NULL,
	seq bigint NOT NULL,
	at bigint NOT NULL,
	is_ok bigint NOT NULL,
	note text COLLATE "C",
	by bigint NOT NULL,
	PRIMARY KEY (exit, seq)
);

CREATE TABLE volunteer (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	account bigint,
	household bigint,
	has_own_gear bigint NOT NULL,
	category bigint NOT NULL,
	skills text COLLATE "C" NOT NULL,
	secrets bigint NOT NULL,
	made_by bigint NOT NULL,
	changed bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX volunteer_by_id ON volunteer (id);
CREATE INDEX volunteer_by_region_seq ON volunteer (region, seq);
CREATE INDEX volunteer_by_account ON volunteer (account);
CREATE INDEX volunteer_by_household ON volunteer (household);

CREATE TABLE volunteer_item (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	class bigint NOT NULL,
	name text COLLATE "C" NOT NULL,
	skill bigint,
	is_exposed bigint NOT NULL,
	made_by bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX volunteer_item_by_id ON volunteer_item (id);
CREATE INDEX volunteer_item_by_region ON volunteer_item (region);

CREATE TABLE volunteer_slot (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	item text COLLATE "C" NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	capacity bigint NOT NULL,
	n_taken bigint NOT NULL,
	place text COLLATE "C" NOT NULL,
	made_by bigint NOT NULL,
	changed bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX volunteer_slot_by_id ON volunteer_slot (id);
CREATE INDEX volunteer_slot_by_region_from_at ON volunteer_slot (region, from_at);
CREATE INDEX volunteer_slot_by_until_at ON volunteer_slot (until_at);

CREATE TABLE volunteer_booking (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	slot bigint NOT NULL,
	volunteer bigint NOT NULL,
	state bigint NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	minutes bigint,
	reason text COLLATE "C",
	posting text COLLATE "C",
	decided_at bigint,
	decided_by bigint,
	ended_at bigint,
	ended_by bigint,
	made_by bigint NOT NULL,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX volunteer_booking_by_id ON volunteer_booking (id);
CREATE INDEX volunteer_booking_by_region_from_at ON volunteer_booking (region, from_at);
CREATE INDEX volunteer_booking_by_slot ON volunteer_booking (slot);
CREATE INDEX volunteer_booking_by_volunteer ON volunteer_booking (volunteer);

CREATE TABLE calendar (
	seq bigint PRIMARY KEY,
	account bigint NOT NULL,
	token_hash text COLLATE "C" NOT NULL,
	made_at bigint NOT NULL,
	ended_at bigint
);
CREATE UNIQUE INDEX calendar_by_token_hash ON calendar (token_hash);
CREATE UNIQUE INDEX calendar_by_account ON calendar (account) where ended_at is null;

CREATE TABLE roster (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	checkpoint bigint NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	days bigint NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	pattern bigint NOT NULL,
	lengths text COLLATE "C",
	start_hour bigint NOT NULL,
	n_least bigint NOT NULL,
	rest_hours bigint NOT NULL,
	most_hours_week bigint,
	skills bigint NOT NULL,
	state bigint NOT NULL,
	n_holes bigint NOT NULL,
	n_findings bigint NOT NULL,
	made_by bigint NOT NULL,
	published_at bigint,
	reason text COLLATE "C",
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX roster_by_id ON roster (id);
CREATE INDEX roster_by_region_seq ON roster (region, seq);
CREATE INDEX roster_by_checkpoint_until_at ON roster (checkpoint, until_at);

CREATE TABLE shift (
	roster bigint NOT NULL,
	nth bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	checkpoint bigint NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	PRIMARY KEY (roster, nth)
);

CREATE TABLE shift_place (
	roster bigint NOT NULL,
	nth bigint NOT NULL,
	k bigint NOT NULL,
	region text COLLATE "C" NOT NULL,
	checkpoint bigint NOT NULL,
	account bigint NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	state bigint NOT NULL,
	posting text COLLATE "C",
	began_at bigint,
	left_at bigint,
	note bigint,
	n_conflicts bigint,
	changed bigint NOT NULL,
	PRIMARY KEY (roster, nth, k)
);
CREATE INDEX shift_place_by_checkpoint_until_at ON shift_place (checkpoint, until_at);
CREATE INDEX shift_place_by_account_until_at ON shift_place (account, until_at);

CREATE TABLE stand_by (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	account bigint NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	void_at bigint,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX stand_by_by_id ON stand_by (id);
CREATE INDEX stand_by_by_region_until_at ON stand_by (region, until_at);
CREATE INDEX stand_by_by_account_until_at ON stand_by (account, until_at);

CREATE TABLE shift_swap (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	checkpoint bigint NOT NULL,
	roster bigint NOT NULL,
	nth bigint NOT NULL,
	k bigint NOT NULL,
	account bigint NOT NULL,
	with_roster bigint NOT NULL,
	with_nth bigint NOT NULL,
	with_k bigint NOT NULL,
	with_account bigint NOT NULL,
	state bigint NOT NULL,
	asked_at bigint NOT NULL,
	answered_at bigint,
	changed bigint NOT NULL
);
CREATE UNIQUE INDEX shift_swap_by_id ON shift_swap (id);
CREATE INDEX shift_swap_by_account_state ON shift_swap (account, state);
CREATE INDEX shift_swap_by_with_account_state ON shift_swap (with_account, state);
CREATE INDEX shift_swap_by_region_state ON shift_swap (region, state);

CREATE TABLE disinfection (
	seq bigint PRIMARY KEY,
	id text COLLATE "C" NOT NULL,
	region text COLLATE "C" NOT NULL,
	site text COLLATE "C" NOT NULL,
	agent bigint NOT NULL CHECK (agent BETWEEN 0 AND 4),
	strength bigint CHECK (strength BETWEEN 0 AND 100000),
	minutes bigint NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
	done_on text COLLATE "C" NOT NULL,
	left_out text COLLATE "C",
	note text COLLATE "C",
	made_by bigint NOT NULL,
	void_at bigint
);
CREATE UNIQUE INDEX disinfection_by_id ON disinfection (id);
CREATE INDEX disinfection_by_region_seq ON disinfection (region, seq);

INSERT INTO counter (name, n) VALUES ('seq', 0), ('auth', 0), ('codes', 0);
