BEGIN TRANSACTION;
CREATE TABLE accumulated_folders (
	model_arn VARCHAR(2048) NOT NULL, 
	folder VARCHAR(64) NOT NULL, 
	PRIMARY KEY (model_arn)
);
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
INSERT INTO "datasets" VALUES('000000000000','us-east-1','press','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053','ACTIVE',1709251200.0,'{"DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053","CreatedAt":1709251200,"LastUpdatedAt":1709251200,"Status":"ACTIVE","Schema":"{\"Components\": [{\"ComponentName\": \"press-07\", \"Columns\": [{\"Name\": \"Timestamp\", \"Type\": \"DATETIME\"}, {\"Name\": \"motor_amps\", \"Type\": \"DOUBLE\"}, {\"Name\": \"oil_temp\", \"Type\": \"DOUBLE\"}, {\"Name\": \"pressure\", \"Type\": \"DOUBLE\"}, {\"Name\": \"ram_speed\", \"Type\": \"DOUBLE\"}]}]}","IngestionInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"train/","KeyPattern":"{prefix}/{component_name}/*"}},"DataQualitySummary":{"InsufficientSensorData":{"MissingCompleteSensorData":{"AffectedSensorCount":0},"SensorsWithShortDateRange":{"AffectedSensorCount":0}},"MissingSensorData":{"AffectedSensorCount":0,"TotalNumberOfMissingValues":0},"InvalidSensorData":{"AffectedSensorCount":0,"TotalNumberOfInvalidValues":0},"UnsupportedTimestamps":{"TotalNumberOfUnsupportedTimestamps":0},"DuplicateTimestamps":{"TotalNumberOfDuplicateTimestamps":0}},"IngestedFilesSummary":{"TotalNumberOfFiles":1,"IngestedNumberOfFiles":1,"DiscardedFiles":[]},"RoleArn":"arn:aws:iam::000000000000:role/plant","DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "datasets" VALUES('000000000000','us-east-1','press-2','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/3bd85d8f-ac7f-4884-93de-f1333b6a46b9','INGESTION_IN_PROGRESS',1709258400.0,'{"DatasetName":"press-2","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/3bd85d8f-ac7f-4884-93de-f1333b6a46b9","CreatedAt":1709258400,"LastUpdatedAt":1709258400,"Status":"INGESTION_IN_PROGRESS"}');
CREATE TABLE inference_events (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	scheduler_name VARCHAR(200) NOT NULL, 
	event_start FLOAT NOT NULL, 
	event_end FLOAT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, scheduler_name, event_start)
);
INSERT INTO "inference_events" VALUES('000000000000','us-east-1','press-live',1709254800.0,1709258400.0,'{"InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa","InferenceSchedulerName":"press-live","EventStartTime":1709254800,"EventEndTime":1709258400,"Diagnostics":"[{\"name\": \"press-07\\\\motor_amps\", \"value\": 0.01008}, {\"name\": \"press-07\\\\oil_temp\", \"value\": 0.98788}, {\"name\": \"press-07\\\\pressure\", \"value\": 0.00118}, {\"name\": \"press-07\\\\ram_speed\", \"value\": 0.00087}]","EventDurationInSeconds":3600}');
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
INSERT INTO "inference_executions" VALUES('000000000000','us-east-1','press-live',1709251200.0,1709254800.0,'SUCCESS','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","InferenceSchedulerName":"press-live","InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa","ScheduledStartTime":1709254800,"DataStartTime":1709251200,"DataEndTime":1709254800,"DataInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"live/"}},"DataOutputConfiguration":{"S3OutputConfiguration":{"Bucket":"plant","Prefix":"out/"}},"CustomerResultObject":{"Bucket":"plant","Key":"out/2024-03-01T00:00:00Z/results.jsonl"},"Status":"SUCCESS","ModelVersion":1,"ModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c/model-version/1"}');
INSERT INTO "inference_executions" VALUES('000000000000','us-east-1','press-live',1709254800.0,1709258400.0,'SUCCESS','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","InferenceSchedulerName":"press-live","InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa","ScheduledStartTime":1709258400,"DataStartTime":1709254800,"DataEndTime":1709258400,"DataInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"live/"}},"DataOutputConfiguration":{"S3OutputConfiguration":{"Bucket":"plant","Prefix":"out/"}},"CustomerResultObject":{"Bucket":"plant","Key":"out/2024-03-01T01:00:00Z/results.jsonl"},"Status":"SUCCESS","ModelVersion":1,"ModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c/model-version/1"}');
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
INSERT INTO "inference_schedulers" VALUES('000000000000','us-east-1','press-live','arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa','press','STOPPED','{"ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","ModelName":"press","InferenceSchedulerName":"press-live","InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa","Status":"STOPPED","DataDelayOffsetInMinutes":0,"DataUploadFrequency":"PT1H","CreatedAt":1709251200,"UpdatedAt":1709258400,"DataInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"live/"},"InferenceInputNameConfiguration":{"TimestampFormat":"yyyyMMddHHmmss","ComponentTimestampDelimiter":"_"}},"DataOutputConfiguration":{"S3OutputConfiguration":{"Bucket":"plant","Prefix":"out/"}},"RoleArn":"arn:aws:iam::000000000000:role/plant","LatestInferenceResult":"ANOMALOUS"}');
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
INSERT INTO "ingestion_jobs" VALUES('000000000000','us-east-1','29e7713c92074cf6a75c1b19b246f37d','press','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053','SUCCESS',1709251200.0,'{"JobId":"29e7713c92074cf6a75c1b19b246f37d","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053","IngestionInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"train/","KeyPattern":"{prefix}/{component_name}/*"}},"RoleArn":"arn:aws:iam::000000000000:role/plant","CreatedAt":1709251200,"Status":"SUCCESS","DataQualitySummary":{"InsufficientSensorData":{"MissingCompleteSensorData":{"AffectedSensorCount":0},"SensorsWithShortDateRange":{"AffectedSensorCount":0}},"MissingSensorData":{"AffectedSensorCount":0,"TotalNumberOfMissingValues":0},"InvalidSensorData":{"AffectedSensorCount":0,"TotalNumberOfInvalidValues":0},"UnsupportedTimestamps":{"TotalNumberOfUnsupportedTimestamps":0},"DuplicateTimestamps":{"TotalNumberOfDuplicateTimestamps":0}},"IngestedFilesSummary":{"TotalNumberOfFiles":1,"IngestedNumberOfFiles":1,"DiscardedFiles":[]},"IngestedDataSize":34107,"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "ingestion_jobs" VALUES('000000000000','us-east-1','2b4f1ebdfc754b6f9093865f2b37d021','press-2','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/3bd85d8f-ac7f-4884-93de-f1333b6a46b9','IN_PROGRESS',1709258400.0,'{"JobId":"2b4f1ebdfc754b6f9093865f2b37d021","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/3bd85d8f-ac7f-4884-93de-f1333b6a46b9","IngestionInputConfiguration":{"S3InputConfiguration":{"Bucket":"plant","Prefix":"train/","KeyPattern":"{prefix}/{component_name}/*"}},"RoleArn":"arn:aws:iam::000000000000:role/plant","CreatedAt":1709258400,"Status":"IN_PROGRESS"}');
CREATE TABLE jobs (
	id INTEGER NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	subject VARCHAR(2048) NOT NULL, 
	payload TEXT NOT NULL, 
	due FLOAT NOT NULL, 
	running BOOLEAN NOT NULL, 
	cancelled BOOLEAN NOT NULL, 
	attempts INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "jobs" VALUES(3,'retraining','arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c/retraining','{"account": "000000000000", "region": "us-east-1", "model_name": "press"}',1711929600.0,0,0,0);
INSERT INTO "jobs" VALUES(4,'ingestion','arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/3bd85d8f-ac7f-4884-93de-f1333b6a46b9','{"account": "000000000000", "region": "us-east-1", "job_id": "2b4f1ebdfc754b6f9093865f2b37d021"}',1709258400.0,0,0,0);
CREATE TABLE label_groups (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	arn VARCHAR(2048) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, name), 
	UNIQUE (arn)
);
INSERT INTO "label_groups" VALUES('000000000000','us-east-1','known','arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/cb9542f0-b6c1-4e10-a84f-0801e90a83ca','{"LabelGroupName":"known","LabelGroupArn":"arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/cb9542f0-b6c1-4e10-a84f-0801e90a83ca","FaultCodes":["leak"],"CreatedAt":1709251200,"UpdatedAt":1709251200}');
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
INSERT INTO "labels" VALUES('000000000000','us-east-1','known','8938627694a4489c98d6bb6ee203ef0a',1708905600.0,1708923600.0,'leak',NULL,'{"LabelGroupName":"known","LabelGroupArn":"arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/cb9542f0-b6c1-4e10-a84f-0801e90a83ca","LabelId":"8938627694a4489c98d6bb6ee203ef0a","StartTime":1708905600,"EndTime":1708923600,"Rating":"ANOMALY","FaultCode":"leak","CreatedAt":1709251200}');
CREATE TABLE migrations (
	name VARCHAR(64) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "migrations" VALUES('0001_create');
INSERT INTO "migrations" VALUES('0002_imports');
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
INSERT INTO "model_versions" VALUES('000000000000','us-east-1','press',1,'arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c/model-version/1','SUCCESS','TRAINING',1709251200.0,'{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","ModelVersion":1,"ModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c/model-version/1","Status":"SUCCESS","SourceType":"TRAINING","DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053","Schema":"{\"Components\": [{\"ComponentName\": \"press-07\", \"Columns\": [{\"Name\": \"Timestamp\", \"Type\": \"DATETIME\"}, {\"Name\": \"motor_amps\", \"Type\": \"DOUBLE\"}, {\"Name\": \"oil_temp\", \"Type\": \"DOUBLE\"}, {\"Name\": \"pressure\", \"Type\": \"DOUBLE\"}, {\"Name\": \"ram_speed\", \"Type\": \"DOUBLE\"}]}]}","TrainingDataStartTime":1706745600,"TrainingDataEndTime":1708473600,"EvaluationDataStartTime":1708560000,"EvaluationDataEndTime":1709078400,"TrainingExecutionStartTime":1709251200,"TrainingExecutionEndTime":1709251200,"ModelMetrics":"{\"labeled_ranges\": [], \"labeled_event_metrics\": {\"num_labeled\": 0, \"num_identified\": 0, \"total_warning_time_in_seconds\": 0.0}, \"predicted_ranges\": [], \"unknown_event_metrics\": {\"num_identified\": 0, \"total_duration_in_seconds\": 0.0}, \"data_start_time\": \"2024-02-22T00:00:00.000000\", \"data_end_time\": \"2024-02-28T00:00:00.000000\", \"labels_present\": false}","LastUpdatedTime":1709251200,"CreatedAt":1709251200,"ModelQuality":"CANNOT_DETERMINE_QUALITY"}');
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
INSERT INTO "models" VALUES('000000000000','us-east-1','press','arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c','SUCCESS','press',1709251200.0,'{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053","Schema":"{\"Components\": [{\"ComponentName\": \"press-07\", \"Columns\": [{\"Name\": \"Timestamp\", \"Type\": \"DATETIME\"}, {\"Name\": \"motor_amps\", \"Type\": \"DOUBLE\"}, {\"Name\": \"oil_temp\", \"Type\": \"DOUBLE\"}, {\"Name\": \"pressure\", \"Type\": \"DOUBLE\"}, {\"Name\": \"ram_speed\", \"Type\": \"DOUBLE\"}]}]}","TrainingDataStartTime":1706745600,"TrainingDataEndTime":1708473600,"EvaluationDataStartTime":1708560000,"EvaluationDataEndTime":1709078400,"Status":"SUCCESS","TrainingExecutionStartTime":1709251200,"TrainingExecutionEndTime":1709251200,"ModelMetrics":"{\"labeled_ranges\": [], \"labeled_event_metrics\": {\"num_labeled\": 0, \"num_identified\": 0, \"total_warning_time_in_seconds\": 0.0}, \"predicted_ranges\": [], \"unknown_event_metrics\": {\"num_identified\": 0, \"total_duration_in_seconds\": 0.0}, \"data_start_time\": \"2024-02-22T00:00:00.000000\", \"data_end_time\": \"2024-02-28T00:00:00.000000\", \"labels_present\": false}","LastUpdatedTime":1709251200,"CreatedAt":1709251200,"ActiveModelVersion":1,"ActiveModelVersionArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c/model-version/1","ModelVersionActivatedAt":1709251200,"NextScheduledRetrainingStartDate":1711929600,"AccumulatedInferenceDataStartTime":1709251200,"AccumulatedInferenceDataEndTime":1709258400,"RetrainingSchedulerStatus":"RUNNING","ModelQuality":"CANNOT_DETERMINE_QUALITY"}');
CREATE TABLE policies (
	arn VARCHAR(2048) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (arn)
);
INSERT INTO "policies" VALUES('arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c','{"PolicyRevisionId":"86284549a4dc4d3bb6f3433786e23778","ResourcePolicy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":\"lookoutequipment:ImportModelVersion\"}]}","CreationTime":1709258400,"LastModifiedTime":1709258400}');
CREATE TABLE retraining_schedulers (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	model_name VARCHAR(200) NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, model_name)
);
INSERT INTO "retraining_schedulers" VALUES('000000000000','us-east-1','press','RUNNING','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","RetrainingStartDate":1711929600,"RetrainingFrequency":"P1M","LookbackWindow":"P180D","Status":"RUNNING","PromoteMode":"MANAGED","CreatedAt":1709251200,"UpdatedAt":1709251200}');
CREATE TABLE sensor_statistics (
	account VARCHAR(12) NOT NULL, 
	region VARCHAR(64) NOT NULL, 
	job_id VARCHAR(32) NOT NULL, 
	component VARCHAR(200) NOT NULL, 
	sensor VARCHAR(200) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (account, region, job_id, component, sensor)
);
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','29e7713c92074cf6a75c1b19b246f37d','press-07','motor_amps','{"ComponentName":"press-07","SensorName":"motor_amps","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','29e7713c92074cf6a75c1b19b246f37d','press-07','oil_temp','{"ComponentName":"press-07","SensorName":"oil_temp","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','29e7713c92074cf6a75c1b19b246f37d','press-07','pressure','{"ComponentName":"press-07","SensorName":"pressure","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
INSERT INTO "sensor_statistics" VALUES('000000000000','us-east-1','29e7713c92074cf6a75c1b19b246f37d','press-07','ram_speed','{"ComponentName":"press-07","SensorName":"ram_speed","DataExists":true,"MissingValues":{"Count":0,"Percentage":0.0},"InvalidValues":{"Count":0,"Percentage":0.0},"InvalidDateEntries":{"Count":0,"Percentage":0.0},"DuplicateTimestamps":{"Count":0,"Percentage":0.0},"CategoricalValues":{"Status":"NO_ISSUE_DETECTED"},"MultipleOperatingModes":{"Status":"NO_ISSUE_DETECTED"},"LargeTimestampGaps":{"Status":"NO_ISSUE_DETECTED"},"MonotonicValues":{"Status":"NO_ISSUE_DETECTED"},"DataStartTime":1706745600,"DataEndTime":1709161200}');
CREATE TABLE tags (
	arn VARCHAR(2048) NOT NULL, 
	tag_key VARCHAR(128) NOT NULL, 
	tag_value VARCHAR(256) NOT NULL, 
	PRIMARY KEY (arn, tag_key)
);
INSERT INTO "tags" VALUES('arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053','plant','north');
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
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateDataset','dataset-press','5bc24e22e3f4684ba5e68f86ecbabc441ee6c693598bd899922f4950a75b63a0','{"DatasetName":"press","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/f03bb9e9-f0d5-47d9-9ab7-eae6fc2f4053","Status":"CREATED"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','StartDataIngestionJob','ingest-press','18a3d3929e850d3940860d569c23459be6625e1e37a4e8b57998b2921524e824','{"JobId":"29e7713c92074cf6a75c1b19b246f37d","Status":"IN_PROGRESS"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateLabelGroup','df6e1bc5-90be-4d38-a9b5-d22412519a05','6acbe6e8f6696cb512effcc9d8d6b9a4d93a434aa01c0f5ee08ae11597ca73e4','{"LabelGroupName":"known","LabelGroupArn":"arn:aws:lookoutequipment:us-east-1:000000000000:label-group/known/cb9542f0-b6c1-4e10-a84f-0801e90a83ca"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateLabel','48ccc056-c28f-45fc-9176-900e0c9c54ec','722c005009eec3f9d27c45e98d5b777e08f5caf4b841dbbb710d173c6598133b','{"LabelId":"8938627694a4489c98d6bb6ee203ef0a"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateModel','f2f78d2d-3127-45c4-8747-d235aaa47ab8','ba8af95ba45049f2ae27242380440f28f5ed8cee5e91a083f6ee83d708b31990','{"ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","Status":"IN_PROGRESS"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateRetrainingScheduler','c2e5e2d5-668f-40cb-bac6-aa7432e04f33','29a72a94216c844ce1ad416373fb30c98ec77f4ab4698b8607cde1ff0197b5b8','{"ModelName":"press","ModelArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","Status":"PENDING"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateInferenceScheduler','ea7664f5-fc2a-4231-a11f-9cbf5cf47355','f00721c414633f9b0cb4939dc1ac942b45a2b13d95d328ac8b29d003662bfc06','{"InferenceSchedulerArn":"arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa","InferenceSchedulerName":"press-live","Status":"PENDING","ModelQuality":"CANNOT_DETERMINE_QUALITY"}',1709251200.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','PutResourcePolicy','policy','1403697527549a2f1cad052e924fdd5c374696770ba58a40afc9b7f61e07dc59','{"ResourceArn":"arn:aws:lookoutequipment:us-east-1:000000000000:model/press/bd56ea3b-15b5-4609-af7c-d111136bff7c","PolicyRevisionId":"86284549a4dc4d3bb6f3433786e23778"}',1709258400.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','CreateDataset','25fa91fa-9275-4c05-b0f5-d98253b739be','39dc78e5f8db8d32a91a7f44241c5dce5d1895a1c2a55a44a1b1237ea6fbe906','{"DatasetName":"press-2","DatasetArn":"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press-2/3bd85d8f-ac7f-4884-93de-f1333b6a46b9","Status":"CREATED"}',1709258400.0);
INSERT INTO "tokens" VALUES('000000000000','us-east-1','StartDataIngestionJob','031bd01c-e7f7-45ba-9411-340d5554a275','44c073f2d2ff5d16b031dfbaea4ec9c058adf09202878e90e6d8fc5181533b08','{"JobId":"2b4f1ebdfc754b6f9093865f2b37d021","Status":"IN_PROGRESS"}',1709258400.0);
CREATE TABLE unfinished_stretches (
	scheduler_arn VARCHAR(2048) NOT NULL, 
	stretch TEXT NOT NULL, 
	PRIMARY KEY (scheduler_arn)
);
INSERT INTO "unfinished_stretches" VALUES('arn:aws:lookoutequipment:us-east-1:000000000000:inference-scheduler/press-live/6befcca2-bd55-43f9-b0cd-5f4ddc6a46aa','{"start": 1709254800.0, "end": 1709258400.0, "rows": 2, "sums": [0.020150499884039164, 1.975752592086792, 0.0023507519508711994, 0.0017462060786783695]}');
CREATE INDEX inference_schedulers_by_model_name ON inference_schedulers (account, region, model_name);
CREATE INDEX inference_executions_by_scheduler_name_status_data_start_data_end ON inference_executions (account, region, scheduler_name, status, data_start, data_end);
CREATE INDEX ingestion_jobs_by_dataset_name_created_at_job_id ON ingestion_jobs (account, region, dataset_name, created_at, job_id);
CREATE INDEX ingestion_jobs_by_created_at_job_id ON ingestion_jobs (account, region, created_at, job_id);
CREATE INDEX labels_by_group_name_label_start_label_id ON labels (account, region, group_name, label_start, label_id);
CREATE INDEX model_versions_by_model_name_status_version ON model_versions (account, region, model_name, status, version);
CREATE INDEX models_by_dataset_name ON models (account, region, dataset_name);
CREATE INDEX ix_jobs_due ON jobs (due);
CREATE INDEX ix_jobs_subject ON jobs (subject);
CREATE INDEX ix_tokens_used_at ON tokens (used_at);
COMMIT;
