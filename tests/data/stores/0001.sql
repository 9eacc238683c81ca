BEGIN TRANSACTION;
CREATE TABLE datasets (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	arn VARCHAR(2048) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	created_at FLOAT, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, name), 
	UNIQUE (arn)
);
INSERT INTO "datasets" VALUES('000000000000','us-east-1','press','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74','ACTIVE',1709251200.0,'{"DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74","CreatedAt":1709251200,"LastUpdatedAt":1709251200,"Status":"ACTIVE","Schema":"{\"Components\": [{\"ComponentName\": \"press-07\", \"Columns\": [{\"Name\": \"Timestamp\", \"Type\": \"DATETIME\"}, {\"Name\": \"motor_amps\", \"Type\": \"DOUBLE\"}, {\"Name\": \"oil_temp\", \"Type\": \"DOUBLE\"}, {\"Name\": \"pressure\", \"Type\": \"DOUBLE\"}, {\"Name\": \"ram_speed\", \"Type\": \"DOUBLE\"}]}]}","IngestionInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"train/","KeyPattern":"{prefix}/{component_name}/*"}},"DataQualitySummary":{"InsufficientSensorData":{"MissingCompleteSensorData":{"AffectedSensorCount":0},"SensorsWithShortDateRange":{"AffectedSensorCount":0}},"MissingSensorData":{"AffectedSensorCount":0,"TotalNumberOfMissingValues":0},"InvalidSensorData":{"AffectedSensorCount":0,"TotalNumberOfInvalidValues":0},"UnsupportedTimestamps":{"TotalNumberOfUnsupportedTimestamps":0},"DuplicateTimestamps":{"TotalNumberOfDuplicateTimestamps":0}},"IngestedFilesSummary":{"TotalNumberOfFiles":1,"IngestedNumberOfFiles":1,"DiscardedFiles":[]},"RoleArn":"arn:aws:iam::000000000000:role/plant","DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "datasets" VALUES('000000000000','us-east-1','press-2','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/fe9ee70b-214c-49c4-9535-23f47b2ec6d9','INGESTION_IN_PROGRESS',1709258400.0,'{"DatasetName":"press-2","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/fe9ee70b-214c-49c4-9535-23f47b2ec6d9","CreatedAt":1709258400,"LastUpdatedAt":1709258400,"Status":"INGESTION_IN_PROGRESS"}');
CREATE TABLE inference_events (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	scheduler_name VARCHAR(200) NOT NULL, 
	event_start FLOAT NOT NULL, 
	event_end FLOAT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, scheduler_name, event_start)
);
INSERT INTO "inference_events" VALUES('000000000000','us-east-1','press-live',1709254800.0,1709258400.0,'{"InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9","InferenceSchedulerName":"press-live","EventStartTime":1709254800,"EventEndTime":1709258400,"Diagnostics":"[{\"name\": \"press-07\\\\motor_amps\", \"value\": 0.00166}, {\"name\": \"press-07\\\\oil_temp\", \"value\": 0.99194}, {\"name\": \"press-07\\\\pressure\", \"value\": 0.0005}, {\"name\": \"press-07\\\\ram_speed\", \"value\": 0.00591}]","EventDurationInSeconds":3600}');
CREATE TABLE inference_executions (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	scheduler_name VARCHAR(200) NOT NULL, 
	data_start FLOAT NOT NULL, 
	data_end FLOAT NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, scheduler_name, data_start, data_end)
);
INSERT INTO "inference_executions" VALUES('000000000000','us-east-1','press-live',1709251200.0,1709254800.0,'SUCCESS','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","InferenceSchedulerName":"press-live","InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9","ScheduledStartTime":1709254800,"DataStartTime":1709251200,"DataEndTime":1709254800,"DataInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"live/"}},"DataOutputConfiguration":{"S3OutputConfiguration":{"Bucket":"plant","Prefix":"out/"}},"CustomerResultObject":{"Bucket":"plant","Key":"out/2024-03-01T00:00:00Z/results.jsonl"},"Status":"SUCCESS","ModelVersion":1,"ModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1/model-version/1"}');
INSERT INTO "inference_executions" VALUES('000000000000','us-east-1','press-live',1709254800.0,1709258400.0,'SUCCESS','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","InferenceSchedulerName":"press-live","InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9","ScheduledStartTime":1709258400,"DataStartTime":1709254800,"DataEndTime":1709258400,"DataInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"live/"}},"DataOutputConfiguration":{"S3OutputConfiguration":{"Bucket":"plant","Prefix":"out/"}},"CustomerResultObject":{"Bucket":"plant","Key":"out/2024-03-01T01:00:00Z/results.jsonl"},"Status":"SUCCESS","ModelVersion":1,"ModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1/model-version/1"}');
CREATE TABLE inference_schedulers (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	arn VARCHAR(2048) NOT NULL, 
	model_name VARCHAR(200) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, name), 
	UNIQUE (arn)
);
INSERT INTO "inference_schedulers" VALUES('000000000000','us-east-1','press-live','arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9','press','STOPPED','{"ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","ModelName":"press","InferenceSchedulerName":"press-live","InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9","Status":"STOPPED","DataDelayOffsetInMinutes":0,"DataUploadFrequency":"PT1H","CreatedAt":1709251200,"UpdatedAt":1709258400,"DataInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"live/"},"InferenceInputNameConfiguration":{"TimestampFormat":"yyyyMMddHHmmss","ComponentTimestampDelimiter":"_"}},"DataOutputConfiguration":{"S3OutputConfiguration":{"Bucket":"plant","Prefix":"out/"}},"RoleArn":"arn:aws:iam::000000000000:role/plant","LatestInferenceResult":"ANOMALOUS"}');
CREATE TABLE ingestion_jobs (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	job_id VARCHAR(32) NOT NULL, 
	dataset_name VARCHAR(200) NOT NULL, 
	dataset_arn VARCHAR(2048) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	created_at FLOAT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, job_id)
);
INSERT INTO "ingestion_jobs" VALUES('000000000000','us-east-1','dbac7e7446a94da096b60f8f26d511b4','press','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74','SUCCESS',1709251200.0,'{"JobId":"dbac7e7446a94da096b60f8f26d511b4","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74","IngestionInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"train/","KeyPattern":"{prefix}/{component_name}/*"}},"RoleArn":"arn:aws:iam::000000000000:role/plant","CreatedAt":1709251200,"Status":"SUCCESS","DataQualitySummary":{"InsufficientSensorData":{"MissingCompleteSensorData":{"AffectedSensorCount":0},"SensorsWithShortDateRange":{"AffectedSensorCount":0}},"MissingSensorData":{"AffectedSensorCount":0,"TotalNumberOfMissingValues":0},"InvalidSensorData":{"AffectedSensorCount":0,"TotalNumberOfInvalidValues":0},"UnsupportedTimestamps":{"TotalNumberOfUnsupportedTimestamps":0},"DuplicateTimestamps":{"TotalNumberOfDuplicateTimestamps":0}},"IngestedFilesSummary":{"TotalNumberOfFiles":1,"IngestedNumberOfFiles":1,"DiscardedFiles":[]},"IngestedDataSize":34116,"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "ingestion_jobs" VALUES('000000000000','us-east-1','7307dc14162a4902bf3a353a9af5f152','press-2','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/fe9ee70b-214c-49c4-9535-23f47b2ec6d9','IN_PROGRESS',1709258400.0,'{"JobId":"7307dc14162a4902bf3a353a9af5f152","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/fe9ee70b-214c-49c4-9535-23f47b2ec6d9","IngestionInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"train/","KeyPattern":"{prefix}/{component_name}/*"}},"RoleArn":"arn:aws:iam::000000000000:role/plant","CreatedAt":1709258400,"Status":"IN_PROGRESS"}');
CREATE TABLE jobs (
	id INTEGER NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	subject VARCHAR(2048) NOT NULL, 
	payload TEXT NOT NULL, 
	due FLOAT NOT NULL, 
	running BOOLEAN NOT NULL, 
	attempts INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "jobs" VALUES(3,'retraining','arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1/retraining','{"account": "000000000000", "region": "us-east-1", "model_name": "press"}',1711929600.0,0,0);
INSERT INTO "jobs" VALUES(4,'ingestion','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/fe9ee70b-214c-49c4-9535-23f47b2ec6d9','{"account": "000000000000", "region": "us-east-1", "job_id": "7307dc14162a4902bf3a353a9af5f152"}',1709258400.0,0,0);
CREATE TABLE label_groups (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	arn VARCHAR(2048) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, name), 
	UNIQUE (arn)
);
INSERT INTO "label_groups" VALUES('000000000000','us-east-1','known','arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/28b292b3-fade-4c7f-8e4d-13ac9c9fbf85','{"LabelGroupName":"known","LabelGroupArn":"arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/28b292b3-fade-4c7f-8e4d-13ac9c9fbf85","FaultCodes":["leak"],"CreatedAt":1709251200,"UpdatedAt":1709251200}');
CREATE TABLE labels (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	group_name VARCHAR(200) NOT NULL, 
	label_id VARCHAR(32) NOT NULL, 
	label_start FLOAT NOT NULL, 
	label_end FLOAT NOT NULL, 
	fault_code VARCHAR(100), 
	equipment VARCHAR(200), 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, group_name, label_id)
);
INSERT INTO "labels" VALUES('000000000000','us-east-1','known','b06cd182fec0477ab474b21c87f113cf',1708905600.0,1708923600.0,'leak',NULL,'{"LabelGroupName":"known","LabelGroupArn":"arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/28b292b3-fade-4c7f-8e4d-13ac9c9fbf85","LabelId":"b06cd182fec0477ab474b21c87f113cf","StartTime":1708905600,"EndTime":1708923600,"Rating":"ANOMALY","FaultCode":"leak","CreatedAt":1709251200}');
CREATE TABLE migrations (
	name VARCHAR(64) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "migrations" VALUES('0001_create');
CREATE TABLE model_versions (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	model_name VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	arn VARCHAR(2048) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	source_type VARCHAR(32) NOT NULL, 
	created_at FLOAT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, model_name, version), 
	UNIQUE (arn)
);
INSERT INTO "model_versions" VALUES('000000000000','us-east-1','press',1,'arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1/model-version/1','SUCCESS','TRAINING',1709251200.0,'{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","ModelVersion":1,"ModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1/model-version/1","Status":"SUCCESS","SourceType":"TRAINING","DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74","Schema":"{\"Components\": [{\"ComponentName\": \"press-07\", \"Columns\": [{\"Name\": \"Timestamp\", \"Type\": \"DATETIME\"}, {\"Name\": \"motor_amps\", \"Type\": \"DOUBLE\"}, {\"Name\": \"oil_temp\", \"Type\": \"DOUBLE\"}, {\"Name\": \"pressure\", \"Type\": \"DOUBLE\"}, {\"Name\": \"ram_speed\", \"Type\": \"DOUBLE\"}]}]}","TrainingDataStartTime":1706745600,"TrainingDataEndTime":1708473600,"EvaluationDataStartTime":1708560000,"EvaluationDataEndTime":1709078400,"TrainingExecutionStartTime":1709251200,"TrainingExecutionEndTime":1709251200,"ModelMetrics":"{\"labeled_ranges\": [], \"labeled_event_metrics\": {\"num_labeled\": 0, \"num_identified\": 0, \"total_warning_time_in_seconds\": 0.0}, \"predicted_ranges\": [], \"unknown_event_metrics\": {\"num_identified\": 0, \"total_duration_in_seconds\": 0.0}, \"data_start_time\": \"2024-02-22T00:00:00.000000\", \"data_end_time\": \"2024-02-28T00:00:00.000000\", \"labels_present\": false}","LastUpdatedTime":1709251200,"CreatedAt":1709251200,"ModelQuality":"CANNOT_DETERMINE_QUALITY"}');
CREATE TABLE models (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	arn VARCHAR(2048) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	dataset_name VARCHAR(200) NOT NULL, 
	created_at FLOAT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, name), 
	UNIQUE (arn)
);
INSERT INTO "models" VALUES('000000000000','us-east-1','press','arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1','SUCCESS','press',1709251200.0,'{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74","Schema":"{\"Components\": [{\"ComponentName\": \"press-07\", \"Columns\": [{\"Name\": \"Timestamp\", \"Type\": \"DATETIME\"}, {\"Name\": \"motor_amps\", \"Type\": \"DOUBLE\"}, {\"Name\": \"oil_temp\", \"Type\": \"DOUBLE\"}, {\"Name\": \"pressure\", \"Type\": \"DOUBLE\"}, {\"Name\": \"ram_speed\", \"Type\": \"DOUBLE\"}]}]}","TrainingDataStartTime":1706745600,"TrainingDataEndTime":1708473600,"EvaluationDataStartTime":1708560000,"EvaluationDataEndTime":1709078400,"Status":"SUCCESS","TrainingExecutionStartTime":1709251200,"TrainingExecutionEndTime":1709251200,"ModelMetrics":"{\"labeled_ranges\": [], \"labeled_event_metrics\": {\"num_labeled\": 0, \"num_identified\": 0, \"total_warning_time_in_seconds\": 0.0}, \"predicted_ranges\": [], \"unknown_event_metrics\": {\"num_identified\": 0, \"total_duration_in_seconds\": 0.0}, \"data_start_time\": \"2024-02-22T00:00:00.000000\", \"data_end_time\": \"2024-02-28T00:00:00.000000\", \"labels_present\": false}","LastUpdatedTime":1709251200,"CreatedAt":1709251200,"ActiveModelVersion":1,"ActiveModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1/model-version/1","ModelVersionActivatedAt":1709251200,"NextScheduledRetrainingStartDate":1711929600,"AccumulatedInferenceDataStartTime":1709251200,"AccumulatedInferenceDataEndTime":1709258400,"RetrainingSchedulerStatus":"RUNNING","ModelQuality":"CANNOT_DETERMINE_QUALITY"}');
CREATE TABLE retraining_schedulers (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	model_name VARCHAR(200) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, model_name)
);
INSERT INTO "retraining_schedulers" VALUES('000000000000','us-east-1','press','RUNNING','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","RetrainingStartDate":1711929600,"RetrainingFrequency":"P1M","LookbackWindow":"P180D","Status":"RUNNING","PromoteMode":"MANAGED","CreatedAt":1709251200,"UpdatedAt":1709251200}');
CREATE TABLE sensor_statistics (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	job_id VARCHAR(32) NOT NULL, 
	component VARCHAR(200) NOT NULL, 
	sensor VARCHAR(200) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, job_id, component, sensor)
);
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','dbac7e7446a94da096b60f8f26d511b4','press-07','motor_amps','{"ComponentName":"press-07","SensorName":"motor_amps","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','dbac7e7446a94da096b60f8f26d511b4','press-07','oil_temp','{"ComponentName":"press-07","SensorName":"oil_temp","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','dbac7e7446a94da096b60f8f26d511b4','press-07','pressure','{"ComponentName":"press-07","SensorName":"pressure","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','dbac7e7446a94da096b60f8f26d511b4','press-07','ram_speed','{"ComponentName":"press-07","SensorName":"ram_speed","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
CREATE TABLE tags (
	arn VARCHAR(2048) NOT NULL, 
	tag_key VARCHAR(128) NOT NULL, 
	tag_value VARCHAR(256) NOT NULL, 
	PRIMARY KEY (arn, tag_key)
);
INSERT INTO "tags" VALUES('arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74','plant','north');
CREATE TABLE tokens (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	operation VARCHAR(64) NOT NULL, 
	token VARCHAR(256) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	answer TEXT NOT NULL, 
	used_at FLOAT NOT NULL, 
	PRIMARY KEY (account, region, operation, token)
);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateDataset','dataset-press','5bc24e22e3f4684ba5e68f86ecbabc441ee6c693598bd899922f4950a75b63a0','{"DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/c2cffef3-943a-4ae1-9ec0-70412d7b1b74","Status":"CREATED"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','StartDataIngestionJob','ingest-press','18a3d3929e850d3940860d569c23459be6625e1e37a4e8b57998b2921524e824','{"JobId":"dbac7e7446a94da096b60f8f26d511b4","Status":"IN_PROGRESS"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateLabelGroup','c12ff99d-c1ea-4247-a1f4-9e19c033ffea','6acbe6e8f6696cb512effcc9d8d6b9a4d93a434aa01c0f5ee08ae11597ca73e4','{"LabelGroupName":"known","LabelGroupArn":"arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/28b292b3-fade-4c7f-8e4d-13ac9c9fbf85"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateLabel','adbd4047-17f9-4a73-afdf-a68a215e13a3','722c005009eec3f9d27c45e98d5b777e08f5caf4b841dbbb710d173c6598133b','{"LabelId":"b06cd182fec0477ab474b21c87f113cf"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateModel','95ea987a-8b80-4241-83ae-4e0f5fcf3bb8','ba8af95ba45049f2ae27242380440f28f5ed8cee5e91a083f6ee83d708b31990','{"ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","Status":"IN_PROGRESS"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateRetrainingScheduler','962ce83e-2e5f-466f-9491-584e10d6ec3c','29a72a94216c844ce1ad416373fb30c98ec77f4ab4698b8607cde1ff0197b5b8','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/7b38cf85-8322-4159-8403-39a248596be1","Status":"PENDING"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateInferenceScheduler','23a531ed-ffec-4adb-ab8f-d43d11cfcffd','f00721c414633f9b0cb4939dc1ac942b45a2b13d95d328ac8b29d003662bfc06','{"InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9","InferenceSchedulerName":"press-live","Status":"PENDING","ModelQuality":"CANNOT_DETERMINE_QUALITY"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateDataset','27f20841-1b59-4544-81dd-e6d666da3933','39dc78e5f8db8d32a91a7f44241c5dce5d1895a1c2a55a44a1b1237ea6fbe906','{"DatasetName":"press-2","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/fe9ee70b-214c-49c4-9535-23f47b2ec6d9","Status":"CREATED"}',1709258400.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','StartDataIngestionJob','7e719bfd-409c-4aee-ba3c-1272347b2ce4','44c073f2d2ff5d16b031dfbaea4ec9c058adf09202878e90e6d8fc5181533b08','{"JobId":"7307dc14162a4902bf3a353a9af5f152","Status":"IN_PROGRESS"}',1709258400.0);
CREATE TABLE unfinished_stretches (
	scheduler_arn VARCHAR(2048) NOT NULL, 
	stretch TEXT NOT NULL, 
	PRIMARY KEY (scheduler_arn)
);
INSERT INTO "unfinished_stretches" VALUES('arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/5ddf794c-65e9-44ca-a698-34fd8079d4c9','{"start": 1709254800.0, "end": 1709258400.0, "rows": 2, "sums": [0.0033101896988227963, 1.9838708639144897, 0.0009919918375089765, 0.011826925911009312]}');
CREATE INDEX ix_inference_schedulers_model_name ON inference_schedulers (model_name);
CREATE INDEX ix_ingestion_jobs_dataset_name ON ingestion_jobs (dataset_name);
CREATE INDEX ix_ingestion_jobs_created_at ON ingestion_jobs (created_at);
CREATE INDEX ix_models_dataset_name ON models (dataset_name);
CREATE INDEX ix_jobs_subject ON jobs (subject);
CREATE INDEX ix_jobs_due ON jobs (due);
CREATE INDEX ix_tokens_used_at ON tokens (used_at);
COMMIT;
