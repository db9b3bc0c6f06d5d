-- A queue as the program wrote it in format 3 (sqlite3 .dump).
PRAGMA application_id = 0x76346571;
PRAGMA user_version = 3;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE item(id INTEGER PRIMARY KEY AUTOINCREMENT, position REAL NOT NULL, state TEXT NOT NULL,  photo TEXT NOT NULL, output TEXT NOT NULL,  temporary TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '',  result_bytes INTEGER NOT NULL DEFAULT 0, input_hash TEXT NOT NULL DEFAULT '',  attempts INTEGER NOT NULL DEFAULT 0, added_ms INTEGER NOT NULL, started_ms INTEGER NOT NULL DEFAULT 0,  finished_ms INTEGER NOT NULL DEFAULT 0, error_code TEXT NOT NULL DEFAULT '', error_text TEXT NOT NULL DEFAULT '',  failed_request TEXT NOT NULL DEFAULT '', subfolder TEXT NOT NULL DEFAULT '', counter INTEGER NOT NULL DEFAULT 1, quality INTEGER NOT NULL DEFAULT 0, settings TEXT NOT NULL DEFAULT '{}');
INSERT INTO "item" VALUES(1,1.0,'waiting','/photos/a.jpg','/out/a.png','','',0,'',0,1795874642500,0,0,'','','','sub',3,90,'{"frames":9,"guidance":2.5,"steps":12,"instruction":"let it snow","caption":"Snow \"falls\".","model":"/models/nano","seed":-81985529216486896,"strength":0.5}');
INSERT INTO "item" VALUES(2,2.0,'waiting','/photos/b.jpg','/out/b.png','','',0,'',0,1795874642500,0,0,'','','','',1,0,'{"instruction":"make it night","caption":"","model":"","seed":5}');
INSERT INTO "item" VALUES(3,3.0,'waiting','/photos/c.jpg','/out/c.png','','',0,'',0,1795874642500,0,0,'','','','',1,0,'{"steps":"many","instruction":"fog","caption":"","model":"","seed":0}');
INSERT INTO "item" VALUES(4,4.0,'failed','/photos/d.jpg','/out/d.png','','',0,'',0,1795874642500,0,0,'out_of_memory','needs 40 GB','/photos/d.jpg
/models/nano
{"frames":9,"guidance":2.5,"steps":12}','sub',3,90,'{"frames":9,"guidance":2.5,"steps":12,"instruction":"let it snow","caption":"Snow \"falls\".","model":"/models/nano","seed":-81985529216486896}');
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX item_by_state ON item(state, position);
CREATE INDEX item_by_position ON item(position);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('item',4);
COMMIT;
