DROP TABLE device_requests, pushed_requests;
