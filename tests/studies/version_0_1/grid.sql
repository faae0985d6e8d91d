-- A store that version 0.1 wrote, without some of its rows: ./run study grid with --steps 20, then with
-- --steps 10, then with --lr 0.01, all under one name.
CREATE TABLE study (id integer primary key,
         name text not null unique,
         kind text not null,
         configuration text not null,
         creator text not null,
         created double precision not null);
INSERT INTO study VALUES(1,'grid','grid','{"child":{"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet20","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12},"steps":20}','2445478271-1256631509',1795932849.3039832115);
CREATE TABLE trial (id integer primary key,
         study bigint not null references study (id),
         number bigint not null,
         canonical_hash text not null,
         formula text not null,
         configuration text not null,
         seed bigint not null,
         budget bigint not null,
         rung bigint not null,
         priority double precision not null,
         state text not null default 'waiting'
           check (state in ('waiting', 'running', 'complete', 'pruned', 'failed')),
         outcome text check (outcome in ('ok', 'diverged', 'constant')),
         reward double precision,
         error text,
         attempt bigint not null default 0,
         losses bigint not null default 0,
         step bigint not null default 0,
         worker text,
         lease_token bigint not null default 0,
         lease_until double precision,
         lease_seconds double precision,
         lease_clock text,
         checkpoint text,
         created double precision not null,
         started double precision,
         finished double precision,
         unique (study, canonical_hash, seed, budget),
         unique (study, number),
         check ((state in ('complete', 'pruned')) = (outcome is not null and reward is not null)),
         check ((state = 'running') = (lease_until is not null)));
INSERT INTO trial VALUES(1,1,0,'relu in {"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}','relu','{"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}',0,20,0,0.0,'complete','ok',0.089999999999999996669,'',0,0,0,'host-grid-1',1,NULL,NULL,NULL,'',1795932849.3039832115,1795932849.3170187472,1795932850.4410119057);
INSERT INTO trial VALUES(2,1,1,'swish in {"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}','swish','{"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}',0,20,0,0.0,'complete','ok',0.11999999999999999555,'',0,0,0,'host-grid-1',1,NULL,NULL,NULL,'',1795932849.304988861,1795932850.4420175552,1795932850.660000801);
INSERT INTO trial VALUES(5,1,4,'relu in {"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}','relu','{"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}',0,10,0,0.0,'complete','ok',0.11000000000000000055,'',0,0,0,'host-grid-1',1,NULL,NULL,NULL,'',1795932851.1489942073,1795932851.1629953384,1795932852.1369993686);
INSERT INTO trial VALUES(9,1,8,'relu in {"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":0.01,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}','relu','{"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,"validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish","shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,"max_steps":null,"batch_size":16,"optimizer":"sgd","lr":0.01,"momentum":0.9,"nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,"epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine","warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,"output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},"rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12}',0,10,0,0.0,'complete','ok',0.059999999999999997779,'',0,0,0,'host-grid-1',1,NULL,NULL,NULL,'',1795932852.6179864407,1795932852.6300163269,1795932853.6689968109);
CREATE TABLE metric (
         trial bigint not null references trial (id),
         step bigint not null,
         name text not null,
         value double precision,
         primary key (trial, name, step));
INSERT INTO metric VALUES(1,2,'train_loss',2.463681340217590332);
INSERT INTO metric VALUES(1,4,'train_loss',2.5033860206604003906);
INSERT INTO metric VALUES(1,6,'train_loss',2.9628553390502929687);
INSERT INTO metric VALUES(1,8,'train_loss',2.3216031789779663085);
INSERT INTO metric VALUES(1,10,'train_loss',2.4773985147476196289);
INSERT INTO metric VALUES(1,12,'train_loss',2.4654805660247802734);
INSERT INTO metric VALUES(1,14,'train_loss',2.4449898004531860351);
INSERT INTO metric VALUES(1,16,'train_loss',2.2725036144256591796);
INSERT INTO metric VALUES(1,18,'train_loss',2.2528609037399291992);
INSERT INTO metric VALUES(1,20,'train_loss',2.2242041826248168945);
INSERT INTO metric VALUES(1,20,'validation_accuracy',0.089999999999999996669);
INSERT INTO metric VALUES(2,2,'train_loss',2.2456979751586914062);
INSERT INTO metric VALUES(2,4,'train_loss',2.4273258447647094726);
INSERT INTO metric VALUES(2,6,'train_loss',2.4699977636337280273);
INSERT INTO metric VALUES(2,8,'train_loss',2.3485486507415771484);
INSERT INTO metric VALUES(2,10,'train_loss',2.2590550780296325683);
INSERT INTO metric VALUES(2,12,'train_loss',2.4124430418014526367);
INSERT INTO metric VALUES(2,14,'train_loss',2.4965076446533203125);
INSERT INTO metric VALUES(2,16,'train_loss',2.3711516857147216796);
INSERT INTO metric VALUES(2,18,'train_loss',2.2888860702514648437);
INSERT INTO metric VALUES(2,20,'train_loss',2.2905126810073852539);
INSERT INTO metric VALUES(2,20,'validation_accuracy',0.11999999999999999555);
INSERT INTO metric VALUES(5,1,'train_loss',2.2804465293884277343);
INSERT INTO metric VALUES(5,2,'train_loss',2.6469161510467529296);
INSERT INTO metric VALUES(5,3,'train_loss',2.5435769557952880859);
INSERT INTO metric VALUES(5,4,'train_loss',2.4431183338165283203);
INSERT INTO metric VALUES(5,5,'train_loss',2.7337346076965332031);
INSERT INTO metric VALUES(5,6,'train_loss',2.9926500320434570312);
INSERT INTO metric VALUES(5,7,'train_loss',2.1904819011688232421);
INSERT INTO metric VALUES(5,8,'train_loss',2.3362338542938232421);
INSERT INTO metric VALUES(5,9,'train_loss',2.1881132125854492187);
INSERT INTO metric VALUES(5,10,'train_loss',2.68965911865234375);
INSERT INTO metric VALUES(5,10,'validation_accuracy',0.11000000000000000055);
INSERT INTO metric VALUES(9,1,'train_loss',2.2804465293884277343);
INSERT INTO metric VALUES(9,2,'train_loss',2.663786172866821289);
INSERT INTO metric VALUES(9,3,'train_loss',2.6405630111694335937);
INSERT INTO metric VALUES(9,4,'train_loss',2.3874096870422363281);
INSERT INTO metric VALUES(9,5,'train_loss',2.3964135646820068359);
INSERT INTO metric VALUES(9,6,'train_loss',2.1918649673461914062);
INSERT INTO metric VALUES(9,7,'train_loss',2.5575327873229980468);
INSERT INTO metric VALUES(9,8,'train_loss',2.4538800716400146484);
INSERT INTO metric VALUES(9,9,'train_loss',2.3310093879699707031);
INSERT INTO metric VALUES(9,10,'train_loss',2.4138553142547607421);
INSERT INTO metric VALUES(9,10,'validation_accuracy',0.059999999999999997779);
CREATE TABLE controller (
         study bigint not null references study (id),
         "update" bigint not null,
         consumed bigint not null,
         weights blob not null,
         optimizer blob not null,
         random_state blob not null,
         baseline double precision,
         report text not null,
         primary key (study, "update"));
CREATE TABLE proposal (
         study bigint not null references study (id),
         number bigint not null,
         trial bigint not null references trial (id),
         tokens text not null,
         primary key (study, number));
CREATE TABLE driver (
         study bigint primary key references study (id),
         name text not null,
         token bigint not null,
         lease_until double precision,
         lease_seconds double precision,
         lease_clock text);
CREATE INDEX trial_queue on trial (state, priority desc, study, number);
pragma application_id = 1094929474;
pragma user_version = 2;
