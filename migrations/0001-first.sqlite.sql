CREATE TABLE journal (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	id BLOB,
	body INTEGER,
	actor INTEGER NOT NULL,
	posting INTEGER NOT NULL,
	region TEXT NOT NULL,
	command TEXT NOT NULL,
	args TEXT NOT NULL,
	sealed BLOB,
	reply TEXT,
	hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_by_id ON journal (id) where id is not null;

CREATE TABLE tally (
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	day TEXT NOT NULL,
	n INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (region, name, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
	name TEXT NOT NULL,
	due_at INTEGER NOT NULL,
	command TEXT NOT NULL,
	region TEXT NOT NULL,
	args TEXT NOT NULL,
	n_tries INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
CREATE INDEX timer_by_due_at ON timer (due_at);

CREATE TABLE counter (
	name TEXT NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE region_shape (
	region TEXT NOT NULL,
	datum INTEGER NOT NULL,
	west REAL NOT NULL,
	south REAL NOT NULL,
	east REAL NOT NULL,
	north REAL NOT NULL,
	area_km2 REAL NOT NULL,
	seq INTEGER NOT NULL,
	outline TEXT NOT NULL,
	geometry TEXT NOT NULL,
	PRIMARY KEY (region)
) STRICT, WITHOUT ROWID;

CREATE TABLE overlay (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
	made_by INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX overlay_by_id ON overlay (id);
CREATE INDEX overlay_by_region_seq ON overlay (region, seq);

CREATE TABLE overlay_member (
	overlay INTEGER NOT NULL,
	region TEXT NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (overlay, region)
) STRICT, WITHOUT ROWID;
CREATE INDEX overlay_member_by_region ON overlay_member (region);

CREATE TABLE region (
	key TEXT NOT NULL,
	code TEXT NOT NULL,
	parent TEXT NOT NULL,
	level INTEGER NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	valid_from TEXT NOT NULL,
	valid_until TEXT,
	seq INTEGER NOT NULL,
	PRIMARY KEY (key)
) STRICT, WITHOUT ROWID;
CREATE INDEX region_by_parent_level_key ON region (parent, level, key);
CREATE INDEX region_by_code ON region (code);
CREATE INDEX region_by_name_key ON region (name, key);
CREATE UNIQUE INDEX region_by_key_level_kind_valid_from_valid_until ON region (key, level, kind, valid_from, valid_until) where level <= 6;

CREATE TABLE region_name (
	region TEXT NOT NULL,
	from_day TEXT NOT NULL,
	until_day TEXT NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	PRIMARY KEY (region, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE region_link (
	old_region TEXT NOT NULL,
	new_region TEXT NOT NULL,
	day TEXT NOT NULL,
	how TEXT NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (old_region, new_region)
) STRICT, WITHOUT ROWID;
CREATE INDEX region_link_by_new_region ON region_link (new_region);

CREATE TABLE region_stage (
	code TEXT NOT NULL,
	parent_code TEXT,
	level INTEGER NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
	seq INTEGER PRIMARY KEY,
	login TEXT NOT NULL,
	password TEXT,
	name_hash INTEGER,
	phone_hash INTEGER,
	organisation TEXT,
	title TEXT,
	region TEXT NOT NULL,
	state INTEGER NOT NULL,
	n_failed INTEGER NOT NULL,
	locked_until INTEGER,
	lang INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	household INTEGER,
	agent INTEGER,
	sealed BLOB
) STRICT;
CREATE UNIQUE INDEX account_by_login ON account (login);
CREATE INDEX account_by_region ON account (region);
CREATE INDEX account_by_household ON account (household);

CREATE TABLE mapping (
	account INTEGER NOT NULL,
	kind TEXT NOT NULL,
	head TEXT NOT NULL,
	headers TEXT NOT NULL,
	map TEXT NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (account, kind, head)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 10),
	made_by INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX organisation_by_id ON organisation (id);
CREATE INDEX organisation_by_region_seq ON organisation (region, seq);

CREATE TABLE posting (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	account INTEGER NOT NULL,
	role INTEGER NOT NULL,
	region TEXT NOT NULL,
	duty INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER,
	order_ref TEXT,
	ended_by INTEGER,
	changed INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX posting_by_id ON posting (id);
CREATE INDEX posting_by_region_from_at_until_at_role_duty_void_at ON posting (region, from_at, until_at, role, duty, void_at);
CREATE INDEX posting_by_account ON posting (account);

CREATE TABLE device (
	seq INTEGER PRIMARY KEY,
	account INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	until_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	used_at INTEGER,
	void_at INTEGER,
	session INTEGER
) STRICT;
CREATE UNIQUE INDEX device_by_token_hash ON device (token_hash);
CREATE INDEX device_by_account_seq ON device (account, seq);

CREATE TABLE session (
	seq INTEGER PRIMARY KEY,
	token_hash TEXT NOT NULL,
	account INTEGER NOT NULL,
	csrf TEXT NOT NULL,
	is_bearer INTEGER NOT NULL,
	label TEXT,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	ended_at INTEGER,
	seen_at INTEGER
) STRICT;
CREATE UNIQUE INDEX session_by_token_hash ON session (token_hash);
CREATE INDEX session_by_account_seq ON session (account, seq);

CREATE TABLE link (
	token_hash TEXT NOT NULL,
	account INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	used_at INTEGER,
	PRIMARY KEY (token_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE viewing (
	seq INTEGER PRIMARY KEY,
	viewer INTEGER NOT NULL,
	viewed INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	ended_at INTEGER
) STRICT;
CREATE INDEX viewing_by_viewer_seq ON viewing (viewer, seq);
CREATE INDEX viewing_by_viewed_seq ON viewing (viewed, seq);

CREATE TABLE cadre (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	organisation TEXT NOT NULL,
	batch TEXT NOT NULL,
	name_hash INTEGER,
	phone_hash INTEGER,
	login TEXT,
	rank INTEGER NOT NULL,
	is_member INTEGER NOT NULL,
	residence TEXT NOT NULL,
	state INTEGER NOT NULL,
	reason TEXT,
	account INTEGER,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	sealed BLOB
) STRICT;
CREATE UNIQUE INDEX cadre_by_id ON cadre (id);
CREATE INDEX cadre_by_organisation_batch_seq ON cadre (organisation, batch, seq);
CREATE INDEX cadre_by_region_seq ON cadre (region, seq);
CREATE INDEX cadre_by_residence_seq ON cadre (residence, seq);
CREATE INDEX cadre_by_phone_hash ON cadre (phone_hash);
CREATE INDEX cadre_by_account ON cadre (account);

CREATE TABLE cadre_batch (
	organisation TEXT NOT NULL,
	batch TEXT NOT NULL,
	region TEXT NOT NULL,
	n INTEGER NOT NULL,
	n_approved INTEGER NOT NULL,
	n_refused INTEGER NOT NULL,
	n_members INTEGER NOT NULL,
	n_division INTEGER NOT NULL,
	n_bureau INTEGER NOT NULL,
	uploaded_at INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (organisation, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX cadre_batch_by_region ON cadre_batch (region);

CREATE TABLE deployment (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	cadre INTEGER NOT NULL,
	account INTEGER NOT NULL,
	ask INTEGER,
	work TEXT NOT NULL,
	role INTEGER NOT NULL,
	post TEXT,
	team INTEGER,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	is_away INTEGER NOT NULL,
	state INTEGER NOT NULL,
	ended_at INTEGER,
	reason TEXT,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX deployment_by_id ON deployment (id);
CREATE INDEX deployment_by_region_seq ON deployment (region, seq);
CREATE INDEX deployment_by_cadre ON deployment (cadre);
CREATE INDEX deployment_by_account ON deployment (account);
CREATE INDEX deployment_by_ask ON deployment (ask);

CREATE TABLE deployment_clearance (
	seq INTEGER NOT NULL,
	cadre INTEGER NOT NULL,
	region TEXT NOT NULL,
	state INTEGER NOT NULL,
	work TEXT,
	asked_by INTEGER,
	asked_at INTEGER,
	decided_by INTEGER,
	decided_at INTEGER,
	reason TEXT,
	changed INTEGER NOT NULL,
	PRIMARY KEY (cadre, region)
) STRICT, WITHOUT ROWID;
CREATE INDEX deployment_clearance_by_region_seq ON deployment_clearance (region, seq);

CREATE TABLE deployment_ask (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	n INTEGER NOT NULL,
	n_filled INTEGER NOT NULL,
	work TEXT NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX deployment_ask_by_id ON deployment_ask (id);
CREATE INDEX deployment_ask_by_region_seq ON deployment_ask (region, seq);

CREATE TABLE deployment_leave (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	deployment INTEGER NOT NULL,
	from_day TEXT NOT NULL,
	until_day TEXT NOT NULL,
	state INTEGER NOT NULL,
	asked_at INTEGER NOT NULL,
	unit_by INTEGER,
	unit_at INTEGER,
	decided_by INTEGER,
	decided_at INTEGER,
	refused_reason TEXT,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX deployment_leave_by_id ON deployment_leave (id);
CREATE INDEX deployment_leave_by_region_seq ON deployment_leave (region, seq);
CREATE INDEX deployment_leave_by_deployment ON deployment_leave (deployment);

CREATE TABLE liaison (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	leader INTEGER,
	organisation TEXT,
	functions INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	ended_at INTEGER,
	reason TEXT,
	made_by INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX liaison_by_id ON liaison (id);
CREATE INDEX liaison_by_region_seq ON liaison (region, seq);

CREATE TABLE team (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	kind INTEGER NOT NULL,
	organisation TEXT,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX team_by_id ON team (id);
CREATE INDEX team_by_region ON team (region);

CREATE TABLE team_member (
	team INTEGER NOT NULL,
	account INTEGER NOT NULL,
	role INTEGER NOT NULL,
	part INTEGER,
	comes_from INTEGER,
	rank INTEGER,
	is_linked_leader INTEGER NOT NULL,
	joined_at INTEGER NOT NULL,
	left_at INTEGER,
	PRIMARY KEY (team, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_member_by_account ON team_member (account);

CREATE TABLE binding (
	account INTEGER NOT NULL,
	household INTEGER NOT NULL,
	relation INTEGER NOT NULL,
	consent INTEGER,
	agreed_on TEXT,
	key_seq INTEGER NOT NULL,
	label TEXT,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	ended_at INTEGER,
	ended_by INTEGER,
	PRIMARY KEY (account)
) STRICT, WITHOUT ROWID;
CREATE INDEX binding_by_household ON binding (household);

CREATE TABLE home_key (
	household INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	token_hash TEXT,
	code_hash TEXT,
	relation INTEGER NOT NULL,
	consent INTEGER,
	agreed_on TEXT,
	made_by INTEGER NOT NULL,
	made_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	code_until_at INTEGER NOT NULL,
	ended_at INTEGER,
	PRIMARY KEY (household, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX home_key_by_token_hash ON home_key (token_hash);

CREATE TABLE home_lock (
	household INTEGER NOT NULL,
	n_wrong INTEGER NOT NULL,
	locked_until INTEGER NOT NULL,
	PRIMARY KEY (household)
) STRICT, WITHOUT ROWID;

CREATE TABLE complaint (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	owner TEXT NOT NULL,
	kind INTEGER NOT NULL,
	channel INTEGER NOT NULL,
	page TEXT,
	account INTEGER,
	household INTEGER,
	state INTEGER NOT NULL,
	at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	n_climbs INTEGER NOT NULL,
	answered_seq INTEGER,
	answered_at INTEGER,
	answered_by INTEGER,
	forgotten_at INTEGER,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX complaint_by_id ON complaint (id);
CREATE INDEX complaint_by_region_seq ON complaint (region, seq);
CREATE INDEX complaint_by_account ON complaint (account);
CREATE INDEX complaint_by_household ON complaint (household);

CREATE TABLE group_link (
	region TEXT NOT NULL,
	serial INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	made_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	ended_at INTEGER,
	ended_by INTEGER,
	PRIMARY KEY (region)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX group_link_by_token_hash ON group_link (token_hash);

CREATE TABLE household (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	door TEXT NOT NULL,
	floor INTEGER,
	kind INTEGER NOT NULL,
	state INTEGER NOT NULL,
	since_day TEXT NOT NULL,
	until_day TEXT,
	changed INTEGER NOT NULL,
	made_by INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX household_by_id ON household (id);
CREATE INDEX household_by_region_seq ON household (region, seq);

CREATE TABLE household_place (
	household INTEGER NOT NULL,
	region TEXT NOT NULL,
	from_day TEXT NOT NULL,
	until_day TEXT NOT NULL,
	reason TEXT,
	seq INTEGER NOT NULL,
	PRIMARY KEY (household, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_place_by_region_seq ON household_place (region, seq);

CREATE TABLE resident (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	household INTEGER NOT NULL,
	secrets INTEGER NOT NULL,
	name_hash INTEGER,
	phone_hash INTEGER,
	id_number_hash INTEGER,
	sex INTEGER,
	birth_year INTEGER,
	relation INTEGER NOT NULL,
	residence INTEGER NOT NULL,
	hukou INTEGER NOT NULL,
	state INTEGER NOT NULL,
	since_day TEXT NOT NULL,
	until_day TEXT,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX resident_by_id ON resident (id);
CREATE INDEX resident_by_region_household_seq ON resident (region, household, seq);
CREATE INDEX resident_by_name_hash ON resident (name_hash);
CREATE INDEX resident_by_phone_hash ON resident (phone_hash);
CREATE INDEX resident_by_id_number_hash ON resident (id_number_hash);

CREATE TABLE stay (
	resident INTEGER NOT NULL,
	household INTEGER NOT NULL,
	region TEXT NOT NULL,
	from_day TEXT NOT NULL,
	until_day TEXT NOT NULL,
	reason TEXT,
	seq INTEGER NOT NULL,
	PRIMARY KEY (resident, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_by_household_seq ON stay (household, seq);
CREATE INDEX stay_by_region_seq ON stay (region, seq);

CREATE TABLE opening (
	resident INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	account INTEGER NOT NULL,
	posting INTEGER NOT NULL,
	role INTEGER NOT NULL,
	region TEXT NOT NULL,
	purpose TEXT NOT NULL,
	PRIMARY KEY (resident, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	kind INTEGER NOT NULL,
	target INTEGER NOT NULL,
	title TEXT NOT NULL,
	from_day TEXT NOT NULL,
	until_day TEXT NOT NULL,
	is_daily INTEGER NOT NULL,
	state INTEGER NOT NULL,
	questions TEXT,
	seed_hash TEXT NOT NULL,
	list_day TEXT,
	n_left INTEGER NOT NULL,
	as_of INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	sealed BLOB
) STRICT;
CREATE UNIQUE INDEX sweep_by_id ON sweep (id);

CREATE TABLE door (
	sweep INTEGER NOT NULL,
	day TEXT NOT NULL,
	region TEXT NOT NULL,
	household INTEGER NOT NULL,
	resident INTEGER NOT NULL,
	state INTEGER NOT NULL,
	channel INTEGER,
	n_tries INTEGER NOT NULL,
	visit INTEGER,
	conflict INTEGER,
	answers INTEGER,
	next_visit TEXT,
	reason TEXT,
	changed INTEGER NOT NULL,
	PRIMARY KEY (sweep, day, region, household, resident)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX door_by_conflict ON door (conflict) where conflict is not null;

CREATE TABLE sweep_change (
	seq INTEGER PRIMARY KEY,
	sweep INTEGER NOT NULL,
	day TEXT NOT NULL,
	region TEXT NOT NULL,
	household INTEGER NOT NULL,
	resident INTEGER NOT NULL,
	is_in INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT;
CREATE INDEX sweep_change_by_region_seq ON sweep_change (region, seq);

CREATE TABLE visit (
	seq INTEGER PRIMARY KEY,
	sweep INTEGER NOT NULL,
	day TEXT NOT NULL,
	household INTEGER NOT NULL,
	resident INTEGER NOT NULL,
	region TEXT NOT NULL,
	state INTEGER NOT NULL,
	channel INTEGER NOT NULL,
	at INTEGER NOT NULL,
	device_at INTEGER,
	by INTEGER NOT NULL,
	answers TEXT,
	note TEXT,
	previous INTEGER,
	valid_change INTEGER NOT NULL,
	agent INTEGER
) STRICT;

CREATE TABLE edited (
	kind INTEGER NOT NULL,
	item INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	fields INTEGER NOT NULL,
	by INTEGER NOT NULL,
	PRIMARY KEY (kind, item, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE response (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	level INTEGER NOT NULL,
	basis TEXT NOT NULL,
	issuer TEXT NOT NULL,
	from_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX response_by_id ON response (id);
CREATE INDEX response_by_region_from_at ON response (region, from_at);
CREATE INDEX response_by_changed ON response (changed);

CREATE TABLE order_given (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	kind INTEGER NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	basis TEXT NOT NULL,
	issued_at INTEGER NOT NULL,
	escalate_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	to_roles INTEGER NOT NULL,
	to_levels INTEGER NOT NULL,
	to_team INTEGER NOT NULL,
	to_living INTEGER NOT NULL,
	stops_leave INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	n INTEGER NOT NULL,
	n_left INTEGER NOT NULL,
	reported_at INTEGER,
	ended_at INTEGER,
	ended_by INTEGER,
	end_reason TEXT,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX order_given_by_id ON order_given (id);
CREATE INDEX order_given_by_region_seq ON order_given (region, seq);
CREATE INDEX order_given_by_changed ON order_given (changed);

CREATE TABLE order_recipient (
	order_seq INTEGER NOT NULL,
	number INTEGER NOT NULL,
	account INTEGER,
	cadre INTEGER,
	region TEXT NOT NULL,
	issued_at INTEGER NOT NULL,
	delivered_at INTEGER,
	delivered_by INTEGER,
	acknowledged_at INTEGER,
	acknowledged_by INTEGER,
	acknowledged_via INTEGER,
	arrived_at INTEGER,
	arrived_by INTEGER,
	arrived_via INTEGER,
	escalated_at INTEGER,
	escalated_to INTEGER,
	missing_at INTEGER,
	changed INTEGER NOT NULL,
	PRIMARY KEY (order_seq, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_recipient_by_account_order_seq ON order_recipient (account, order_seq);
CREATE INDEX order_recipient_by_escalated_to_order_seq ON order_recipient (escalated_to, order_seq);
CREATE INDEX order_recipient_by_order_seq_region ON order_recipient (order_seq, region);

CREATE TABLE channel (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	kind INTEGER NOT NULL,
	template TEXT,
	made_by INTEGER NOT NULL,
	void_at INTEGER,
	reason TEXT,
	changed INTEGER NOT NULL,
	sealed BLOB
) STRICT;
CREATE UNIQUE INDEX channel_by_id ON channel (id);
CREATE INDEX channel_by_region ON channel (region);

CREATE TABLE channel_delivery (
	order_seq INTEGER NOT NULL,
	channel INTEGER NOT NULL,
	number INTEGER NOT NULL,
	region TEXT NOT NULL,
	at INTEGER NOT NULL,
	state INTEGER NOT NULL,
	n_tries INTEGER NOT NULL,
	next_at INTEGER NOT NULL,
	status TEXT,
	tried_by INTEGER,
	changed INTEGER NOT NULL,
	PRIMARY KEY (order_seq, channel, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_delivery_by_state_next_at ON channel_delivery (state, next_at);
CREATE INDEX channel_delivery_by_channel_at ON channel_delivery (channel, at);

CREATE TABLE certificate_count (
	region TEXT NOT NULL,
	day TEXT NOT NULL,
	is_good INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (region, day, is_good)
) STRICT, WITHOUT ROWID;

CREATE TABLE signer (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	kid TEXT NOT NULL,
	certificate TEXT NOT NULL,
	usages TEXT NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX signer_by_id ON signer (id);
CREATE UNIQUE INDEX signer_by_kid ON signer (kid) where void_at is null;

CREATE TABLE visitor (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	gate INTEGER NOT NULL,
	is_paper INTEGER NOT NULL,
	at INTEGER NOT NULL,
	forgotten_at INTEGER
) STRICT;
CREATE UNIQUE INDEX visitor_by_id ON visitor (id);
CREATE INDEX visitor_by_region_seq ON visitor (region, seq);

CREATE TABLE gate (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	fever INTEGER NOT NULL,
	kept_days INTEGER NOT NULL,
	has_temperature INTEGER,
	has_scan INTEGER,
	has_verify INTEGER,
	has_register INTEGER,
	token_hash TEXT NOT NULL,
	opened_at INTEGER NOT NULL,
	closed_at INTEGER,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX gate_by_id ON gate (id);
CREATE INDEX gate_by_region_seq ON gate (region, seq);
CREATE UNIQUE INDEX gate_by_token_hash ON gate (token_hash);

CREATE TABLE gate_past (
	gate INTEGER NOT NULL,
	day TEXT NOT NULL,
	hour INTEGER NOT NULL,
	decision INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (gate, day, hour, decision)
) STRICT, WITHOUT ROWID;

CREATE TABLE gate_scan (
	gate INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	pass INTEGER,
	visitor INTEGER,
	decision INTEGER NOT NULL,
	direction INTEGER NOT NULL,
	temperature INTEGER,
	reason TEXT,
	at INTEGER NOT NULL,
	device_at INTEGER NOT NULL,
	by INTEGER NOT NULL,
	faults INTEGER NOT NULL,
	PRIMARY KEY (gate, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pass_use (
	pass INTEGER NOT NULL,
	nth INTEGER NOT NULL,
	n_out INTEGER NOT NULL,
	last_at INTEGER NOT NULL,
	last_direction INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (pass, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE gate_conflict (
	seq INTEGER PRIMARY KEY,
	region TEXT NOT NULL,
	gate INTEGER NOT NULL,
	pass INTEGER,
	faults INTEGER NOT NULL,
	device_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gate_conflict_by_region_seq ON gate_conflict (region, seq);

CREATE TABLE pass (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	opens TEXT NOT NULL,
	kind INTEGER NOT NULL,
	household INTEGER,
	account INTEGER,
	door TEXT,
	basis TEXT,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	quota INTEGER,
	days INTEGER,
	made_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	void_at INTEGER,
	void_seq INTEGER,
	void_by INTEGER
) STRICT;
CREATE UNIQUE INDEX pass_by_id ON pass (id);
CREATE INDEX pass_by_region_seq ON pass (region, seq);
CREATE INDEX pass_by_opens ON pass (opens);
CREATE INDEX pass_by_household ON pass (household);
CREATE INDEX pass_by_void_seq ON pass (void_seq);

CREATE TABLE pass_key (
	seq INTEGER PRIMARY KEY,
	kid TEXT NOT NULL,
	public_pem TEXT NOT NULL,
	from_at INTEGER NOT NULL,
	signs_until INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	sealed BLOB
) STRICT;
CREATE UNIQUE INDEX pass_key_by_kid ON pass_key (kid);

CREATE TABLE checkpoint (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	exit INTEGER,
	team INTEGER,
	branch INTEGER,
	gate INTEGER,
	n_least INTEGER NOT NULL,
	n_on_duty INTEGER NOT NULL,
	red_since INTEGER,
	opened_at INTEGER NOT NULL,
	void_at INTEGER,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX checkpoint_by_id ON checkpoint (id);
CREATE INDEX checkpoint_by_region_seq ON checkpoint (region, seq);

CREATE TABLE exit (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	state INTEGER NOT NULL,
	is_fire_passage INTEGER NOT NULL,
	reason TEXT,
	keeper INTEGER,
	tested_at INTEGER,
	due_at INTEGER,
	red_since INTEGER,
	void_at INTEGER,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX exit_by_id ON exit (id);
CREATE INDEX exit_by_region_seq ON exit (region, seq);

CREATE TABLE exit_test (
	exit INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	is_ok INTEGER NOT NULL,
	note TEXT,
	by INTEGER NOT NULL,
	PRIMARY KEY (exit, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE volunteer (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	account INTEGER,
	household INTEGER,
	has_own_gear INTEGER NOT NULL,
	category INTEGER NOT NULL,
	skills TEXT NOT NULL,
	secrets INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX volunteer_by_id ON volunteer (id);
CREATE INDEX volunteer_by_region_seq ON volunteer (region, seq);
CREATE INDEX volunteer_by_account ON volunteer (account);
CREATE INDEX volunteer_by_household ON volunteer (household);

CREATE TABLE volunteer_item (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	class INTEGER NOT NULL,
	name TEXT NOT NULL,
	skill INTEGER,
	is_exposed INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX volunteer_item_by_id ON volunteer_item (id);
CREATE INDEX volunteer_item_by_region ON volunteer_item (region);

CREATE TABLE volunteer_slot (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	item TEXT NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	capacity INTEGER NOT NULL,
	n_taken INTEGER NOT NULL,
	place TEXT NOT NULL,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX volunteer_slot_by_id ON volunteer_slot (id);
CREATE INDEX volunteer_slot_by_region_from_at ON volunteer_slot (region, from_at);
CREATE INDEX volunteer_slot_by_until_at ON volunteer_slot (until_at);

CREATE TABLE volunteer_booking (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	slot INTEGER NOT NULL,
	volunteer INTEGER NOT NULL,
	state INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	minutes INTEGER,
	reason TEXT,
	posting TEXT,
	decided_at INTEGER,
	decided_by INTEGER,
	ended_at INTEGER,
	ended_by INTEGER,
	made_by INTEGER NOT NULL,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX volunteer_booking_by_id ON volunteer_booking (id);
CREATE INDEX volunteer_booking_by_region_from_at ON volunteer_booking (region, from_at);
CREATE INDEX volunteer_booking_by_slot ON volunteer_booking (slot);
CREATE INDEX volunteer_booking_by_volunteer ON volunteer_booking (volunteer);

CREATE TABLE calendar (
	seq INTEGER PRIMARY KEY,
	account INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	made_at INTEGER NOT NULL,
	ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX calendar_by_token_hash ON calendar (token_hash);
CREATE UNIQUE INDEX calendar_by_account ON calendar (account) where ended_at is null;

CREATE TABLE roster (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	checkpoint INTEGER NOT NULL,
	from_day TEXT NOT NULL,
	days INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	pattern INTEGER NOT NULL,
	lengths TEXT,
	start_hour INTEGER NOT NULL,
	n_least INTEGER NOT NULL,
	rest_hours INTEGER NOT NULL,
	most_hours_week INTEGER,
	skills INTEGER NOT NULL,
	state INTEGER NOT NULL,
	n_holes INTEGER NOT NULL,
	n_findings INTEGER NOT NULL,
	made_by INTEGER NOT NULL,
	published_at INTEGER,
	reason TEXT,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX roster_by_id ON roster (id);
CREATE INDEX roster_by_region_seq ON roster (region, seq);
CREATE INDEX roster_by_checkpoint_until_at ON roster (checkpoint, until_at);

CREATE TABLE shift (
	roster INTEGER NOT NULL,
	nth INTEGER NOT NULL,
	region TEXT NOT NULL,
	checkpoint INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	PRIMARY KEY (roster, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift_place (
	roster INTEGER NOT NULL,
	nth INTEGER NOT NULL,
	k INTEGER NOT NULL,
	region TEXT NOT NULL,
	checkpoint INTEGER NOT NULL,
	account INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	state INTEGER NOT NULL,
	posting TEXT,
	began_at INTEGER,
	left_at INTEGER,
	note INTEGER,
	n_conflicts INTEGER,
	changed INTEGER NOT NULL,
	PRIMARY KEY (roster, nth, k)
) STRICT, WITHOUT ROWID;
CREATE INDEX shift_place_by_checkpoint_until_at ON shift_place (checkpoint, until_at);
CREATE INDEX shift_place_by_account_until_at ON shift_place (account, until_at);

CREATE TABLE stand_by (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	account INTEGER NOT NULL,
	from_at INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	void_at INTEGER,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX stand_by_by_id ON stand_by (id);
CREATE INDEX stand_by_by_region_until_at ON stand_by (region, until_at);
CREATE INDEX stand_by_by_account_until_at ON stand_by (account, until_at);

CREATE TABLE shift_swap (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	checkpoint INTEGER NOT NULL,
	roster INTEGER NOT NULL,
	nth INTEGER NOT NULL,
	k INTEGER NOT NULL,
	account INTEGER NOT NULL,
	with_roster INTEGER NOT NULL,
	with_nth INTEGER NOT NULL,
	with_k INTEGER NOT NULL,
	with_account INTEGER NOT NULL,
	state INTEGER NOT NULL,
	asked_at INTEGER NOT NULL,
	answered_at INTEGER,
	changed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX shift_swap_by_id ON shift_swap (id);
CREATE INDEX shift_swap_by_account_state ON shift_swap (account, state);
CREATE INDEX shift_swap_by_with_account_state ON shift_swap (with_account, state);
CREATE INDEX shift_swap_by_region_state ON shift_swap (region, state);

CREATE TABLE disinfection (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	region TEXT NOT NULL,
	site TEXT NOT NULL,
	agent INTEGER NOT NULL CHECK (agent BETWEEN 0 AND 4),
	strength INTEGER CHECK (strength BETWEEN 0 AND 100000),
	minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
	done_on TEXT NOT NULL,
	left_out TEXT,
	note TEXT,
	made_by INTEGER NOT NULL,
	void_at INTEGER
) STRICT;
CREATE UNIQUE INDEX disinfection_by_id ON disinfection (id);
CREATE INDEX disinfection_by_region_seq ON disinfection (region, seq);

INSERT INTO counter (name, n) VALUES ('seq', 0), ('auth', 0), ('codes', 0);
