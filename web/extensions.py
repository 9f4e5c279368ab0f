"""The Flask extensions, made once and bound to an app by `create_app`."""

from flask_migrate import Migrate
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy

from models.base import Base

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
api = Api()
